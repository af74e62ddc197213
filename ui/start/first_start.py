"""The first start: what this computer is for, which point, and a passphrase. Nothing else is asked."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from services import municipality, profiles
from services.errors import AppError, explain
from services.municipality import Municipality
from services.words import Role
from ui.kit import icons
from ui.kit.centred import centred
from ui.kit.paths import breakable
from ui.kit.theme import Theme
from ui.kit.widgets import Card, PushButton, button, column, label, row

WIDTH = 640
KEEP = "Anote la clave y guárdela. Después, en Ajustes, imprima el código de recuperación, por si alguien la olvida."


@dataclass(frozen=True)
class Chosen:
    """What somebody chose so far, for when they come back to the first start; no passphrase is kept."""

    role: Role
    point: str
    own_city: Municipality | None
    is_without: bool


class FirstStart(QWidget):
    """Creates a profile in ``folder``; ``created`` carries the workspace. Who ``has_backup`` goes on with that."""

    created = Signal(object)
    has_backup = Signal()

    def __init__(self, theme: Theme, folder: Path) -> None:
        super().__init__()
        self._theme = theme
        self._folder = folder
        self._roles = QButtonGroup(self)
        self.point = QComboBox()
        self.point.setAccessibleName("Punto Digital")
        self._own_city: Municipality | None = None
        self.city = label("", "soft", wrap=True)
        self._show_city(municipality.load())
        self._point_label = label("¿Cuál punto?", "caption")
        self.passphrase = _secret("Clave")
        self.again = _secret("Clave otra vez")
        self.without = QCheckBox("Sin clave (solo para ensayos)")
        for field in (self.passphrase, self.again):
            self.without.toggled.connect(field.setDisabled)
        self.again.returnPressed.connect(self.make_profile)
        self.error = label("", "error", wrap=True)
        self.error.hide()
        self.point.currentIndexChanged.connect(self.error.hide)
        self.without.toggled.connect(self.error.hide)
        card = Card(self._form(), 24)
        self.setLayout(centred(card, WIDTH))
        self._show_role()

    def _form(self) -> QVBoxLayout:
        point = self._choice(Role.POINT, "Un Punto Digital", "Registrar atenciones, cursos e impuestos", "house")
        office = self._choice(Role.COORDINATION, "La coordinación", "Reunir los meses de todos los puntos", "inbox")
        point.setChecked(True)
        self._roles.buttonToggled.connect(self._show_role)
        return column(
            label("Bienvenida a Bitácora", "title"),
            self._city_row(),
            label("¿Para qué se usa este computador?", "caption"),
            row(point, office, spacing=16),
            self._point_label,
            self.point,
            label("Clave para abrir el programa (8 caracteres o más)", "caption"),
            row(self.passphrase, self.again),
            self.without,
            label(f"{KEEP} Los datos quedan en {breakable(str(self._folder))}.", "small", wrap=True),
            self.error,
            row(
                button("Tengo un respaldo…", self.has_backup.emit, tip="Seguir con lo de otro computador"),
                1,
                button("Empezar", self.make_profile, "primary"),
            ),
            spacing=12,
        )

    def _city_row(self) -> QHBoxLayout:
        other = button("Otro municipio…", self._ask_city, tip="Un archivo como municipio.json con otra entidad")
        line = row(self.city, other)
        line.setStretch(0, 1)
        return line

    def use_city(self, path: Path) -> None:
        """Take the municipality of a file."""
        try:
            self._own_city = municipality.read(path)
        except AppError as error:
            self._refuse(str(error))
            return
        self.error.hide()
        self._show_city(self._own_city)

    def _ask_city(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "Datos del municipio", "", "Municipio (*.json)")
        if chosen:
            self.use_city(Path(chosen))

    def _show_city(self, city: Municipality) -> None:
        self.city.setText(f"{city.entidad} · {city.dependencia}")
        self.point.clear()
        self.point.addItem("Elija su punto…", "")
        for site in city.puntos:
            if site.reporta:
                self.point.addItem(site.nombre, site.codigo)

    def _choice(self, role: Role, name: str, text: str, picture: str) -> QPushButton:
        choice = PushButton()
        choice.setCheckable(True)
        choice.setProperty("role", "choice")
        choice.setAccessibleName(f"{name}: {text}")
        drawing = QLabel()
        drawing.setPixmap(icons.pixmap(picture, self._theme.colours.accent_text, self._theme.px(24)))
        words = column(label(name, "heading"), label(text, "small", wrap=True), spacing=2)
        inside = row(drawing, words, spacing=12, margins=16)
        inside.setStretch(1, 1)
        choice.setLayout(inside)
        for child in choice.findChildren(QLabel):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        choice.setMinimumHeight(self._theme.px(84))
        self._roles.addButton(choice, list(Role).index(role))
        return choice

    @property
    def role(self) -> Role:
        """The chosen role."""
        return list(Role)[self._roles.checkedId()]

    def choose(self, role: Role) -> None:
        """Choose a role."""
        self._roles.button(list(Role).index(role)).setChecked(True)

    @property
    def chosen(self) -> Chosen:
        """What is chosen so far."""
        return Chosen(self.role, str(self.point.currentData()), self._own_city, self.without.isChecked())

    def take_up(self, chosen: Chosen) -> None:
        """Go on with what was chosen before."""
        if chosen.own_city is not None:
            self._own_city = chosen.own_city
            self._show_city(chosen.own_city)
        self.choose(chosen.role)
        self.point.setCurrentIndex(self.point.findData(chosen.point))
        self.without.setChecked(chosen.is_without)

    def make_profile(self) -> None:
        """Create the profile, or say in place what is missing."""
        passphrase = None if self.without.isChecked() else self.passphrase.text()
        if passphrase is not None and passphrase != self.again.text():
            self._refuse("Las dos claves no son iguales; escríbalas otra vez.")
            return
        point = str(self.point.currentData()) if self.role is Role.POINT else ""
        if self.role is Role.POINT and not point:
            self._refuse("Falta elegir el punto; sus archivos llevarán ese nombre.")
            self.point.setFocus()
            return
        try:
            workspace = profiles.create(self._folder, self.role, point, passphrase, own_city=self._own_city)
        except Exception as error:
            sentence = explain(error)
            if sentence is None:
                raise
            self._refuse(sentence)
            return
        self.created.emit(workspace)

    def _show_role(self) -> None:
        self.error.hide()
        for widget in (self._point_label, self.point):
            widget.setVisible(self.role is Role.POINT)

    def _refuse(self, sentence: str) -> None:
        self.error.setText(sentence)
        self.error.show()


def _secret(name: str) -> QLineEdit:
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setPlaceholderText(name)
    field.setAccessibleName(name)
    return field
