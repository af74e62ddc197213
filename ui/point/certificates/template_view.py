"""Plantilla: the words, pictures and signatures of the certificates, and beside them how one looks."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QGridLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from services.certificates.printing import example_sheet
from services.certificates.template import (
    LOGO,
    LONGEST_TEXT,
    PLACEHOLDERS,
    SIGNATURES,
    Signature,
    Stationery,
    Template,
    default_template,
    drop_picture,
    load_stationery,
    put_picture,
    save_template,
    signature_picture,
)
from services.workspace import Workspace
from ui.kit import widgets
from ui.kit.beside import SideBySide
from ui.kit.flow import FlowLayout
from ui.kit.page import Page
from ui.kit.theme import Theme
from ui.kit.widgets import GRID, Card, NoticeKind, PushButton, button, column, row
from ui.point.certificates.sheet_view import SheetView

PAUSE = 150
TEXTS = {
    "encabezado": "Encabezado",
    "identificacion": "Identificación",
    "cuerpo": "Texto",
    "detalle": "Detalle",
    "cierre": "Cierre",
    "ciudad": "Ciudad",
}


class PictureField(QWidget):
    """Two buttons: choose a picture, or take the one that is there away."""

    def __init__(self, name: str, what: str, view: "TemplateView") -> None:
        super().__init__()
        self.name, self._what, self._view = name, what, view
        self.choose_button = button("", self._ask)
        self.drop_button = button("Quitar", partial(view.drop, name), "plain")
        self.drop_button.setAccessibleName(f"Quitar {what}")
        caption = widgets.label(what.capitalize(), "caption")
        self.setLayout(row(caption, self.choose_button, self.drop_button))

    def show_state(self, has_picture: bool) -> None:
        """Show whether there is a picture."""
        self.choose_button.setText("Cambiar…" if has_picture else "Imagen…")
        self.choose_button.setAccessibleName(f"{'Cambiar' if has_picture else 'Elegir'} {self._what}")
        self.drop_button.setVisible(has_picture)

    def _ask(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, f"Elegir {self._what}", "", "Imágenes (*.png *.jpg *.jpeg)")
        if path:
            self._view.put(self.name, Path(path))


class TemplateView(QWidget):
    """A form on the left, the certificate it makes on the right."""

    def __init__(self, page: Page, workspace: Workspace, theme: Theme) -> None:
        super().__init__()
        self._page = page
        self._workspace = workspace
        self._theme = theme
        self._pictures: dict[str, bytes] = {}
        self._saved: Template | None = None
        self.texts = {name: _field(title) for name, title in TEXTS.items()}
        self.names = [_field(f"Nombre de quien firma, {place + 1}") for place in range(SIGNATURES)]
        self.charges = [_field(f"Cargo de quien firma, {place + 1}") for place in range(SIGNATURES)]
        self.pictures = {LOGO: PictureField(LOGO, "logo", self)}
        for place in range(SIGNATURES):
            name = signature_picture(place)
            self.pictures[name] = PictureField(name, f"firma {place + 1}", self)
        self.preview = SheetView(theme)
        self.save_button = button("Guardar plantilla", self.save, "primary")
        self.default_button = button("Volver al texto original", self._fill_default, "plain")
        self.insert_button = PushButton("Insertar dato")
        self.insert_button.setMenu(self._placeholders_menu())
        self._last_text = self.texts["cuerpo"]
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.show_preview)
        self.setLayout(self._assembled())
        for field in (*self.texts.values(), *self.names, *self.charges):
            field.textChanged.connect(lambda _: self._timer.start())
        for field in self.texts.values():
            field.cursorPositionChanged.connect(partial(self._remember, field))

    def _assembled(self) -> QVBoxLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(GRID)
        for line, (name, title) in enumerate(TEXTS.items()):
            grid.addWidget(widgets.label(title, "caption"), line, 0)
            grid.addWidget(self.texts[name], line, 1)
        line = len(TEXTS)
        for place, (name_field, charge) in enumerate(zip(self.names, self.charges, strict=True)):
            grid.addWidget(widgets.label(f"Firma {place + 1}", "caption"), line + place, 0)
            signature = row(name_field, charge)
            signature.setStretch(0, 2)
            signature.setStretch(1, 3)
            grid.addLayout(signature, line + place, 1)
        pictures = FlowLayout(*self.pictures.values(), spacing=GRID)
        grid.addWidget(widgets.label("Imágenes", "caption"), line + SIGNATURES, 0)
        grid.addLayout(pictures, line + SIGNATURES, 1)
        grid.setColumnStretch(1, 1)
        buttons = row(self.insert_button, self.default_button, 1, self.save_button)
        form = Card(column(grid, buttons, 1, spacing=2 * GRID))
        hint = widgets.label(
            "Así queda con datos de ejemplo; con letras que no caben, se reduce solo.", "soft", wrap=True
        )
        shown = Card(column(self.preview, hint, 1, spacing=GRID))
        return column(SideBySide(self._theme, form, shown, (7, 6)))

    @property
    def template(self) -> Template:
        """The template as it stands in the form."""
        signatures = tuple(
            Signature(name.text(), charge.text()) for name, charge in zip(self.names, self.charges, strict=True)
        )
        return Template(**{name: field.text() for name, field in self.texts.items()}, firmas=signatures)

    @property
    def is_edited(self) -> bool:
        """Whether its words were changed and not saved."""
        return self._saved is not None and self.template != self._saved

    def refresh(self) -> None:
        """Read the template in use; what is being written stays until it is saved."""
        stationery = load_stationery(self._workspace)
        self._pictures = stationery.pictures
        if not self.is_edited:
            self._fill(stationery.template)
            self._saved = self.template
        for name, field in self.pictures.items():
            field.show_state(name in self._pictures)
        self.show_preview()

    def show_preview(self) -> None:
        """Draw the certificate as it stands in the form."""
        self._timer.stop()
        self.preview.show_sheet(example_sheet(self._workspace, Stationery(self.template, self._pictures)))

    def save(self) -> None:
        """Keep the words and the signatures."""
        with self._page.telling():
            self._fill(save_template(self._workspace, self.template))
            self._saved = self.template
            self._page.notice.say(
                NoticeKind.GOOD, "La plantilla quedó guardada; rige para lo que se imprima desde ahora."
            )

    def put(self, name: str, path: Path) -> None:
        """Keep a picture; it is in use at once."""
        with self._page.telling():
            put_picture(self._workspace, name, path)
            self._page.notice.clear()
            self.refresh()

    def drop(self, name: str) -> None:
        """Take a picture away."""
        with self._page.telling():
            drop_picture(self._workspace, name)
            self.refresh()
            self._page.notice.say(
                NoticeKind.INFO, "La imagen ya no sale en los certificados; para volver, elíjala otra vez."
            )

    def _fill(self, template: Template) -> None:
        for name, field in self.texts.items():
            field.setText(getattr(template, name))
            field.setCursorPosition(0)
        blank = (Signature(),) * SIGNATURES
        for each, name_field, charge in zip((*template.firmas, *blank), self.names, self.charges, strict=False):
            name_field.setText(each.nombre)
            charge.setText(each.cargo)
            charge.setCursorPosition(0)
        self._last_text = self.texts["cuerpo"]

    def _fill_default(self) -> None:
        self._fill(default_template(self._workspace))
        self.show_preview()

    def _placeholders_menu(self) -> QMenu:
        menu = QMenu(self)
        for name, meaning in PLACEHOLDERS.items():
            menu.addAction(f"{{{name}}}  {meaning}", partial(self.insert, name))
        return menu

    def insert(self, placeholder: str) -> None:
        """Put a placeholder where the last text was being written."""
        self._last_text.insert(f"{{{placeholder}}}")
        self._last_text.setFocus()

    def _remember(self, field: QLineEdit, *_positions: int) -> None:
        self._last_text = field


def _field(name: str) -> QLineEdit:
    field = QLineEdit()
    field.setMaxLength(LONGEST_TEXT)
    field.setAccessibleName(name)
    field.setPlaceholderText(name.partition(" de quien")[0] if "quien" in name else "")
    return field
