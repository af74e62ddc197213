"""La coordinación: its key for the receipts, the deadline of the points, who signs, what open data hides."""

from dataclasses import replace

from PySide6.QtWidgets import QFormLayout, QLineEdit

from services.fingerprints import in_lines
from services.office import (
    EARLIEST_DAY,
    HIGHEST_THRESHOLD,
    LATEST_DAY,
    LONGEST_NAME,
    LOWEST_THRESHOLD,
    Office,
    office,
    own_fingerprint,
    save_office,
)
from services.workspace import Workspace
from ui.kit.facts import Facts
from ui.kit.page import Page, Topic, WorkBar
from ui.kit.whole_numbers import WholeSpin
from ui.kit.widgets import GRID, NoticeKind, column, label, number_field, row, rule
from ui.settings.section import Section

NAME, KEY, FOLDER = "Entidad", "Huella para los acuses", "Carpeta del perfil"
WIDEST = 420


class OwnOffice(Section):
    """Facts of this profile, and four settings; each is kept when its field is left."""

    def __init__(self, page: Page, workspace: Workspace, work: WorkBar) -> None:
        super().__init__(page, workspace, work)
        self.facts = Facts((NAME, KEY, FOLDER))
        self.deadline_day = _number("Día límite", EARLIEST_DAY, LATEST_DAY)
        self.threshold = _number("Umbral de los datos abiertos", LOWEST_THRESHOLD, HIGHEST_THRESHOLD)
        self.signer = _text("Quién firma el informe")
        self.post = _text("Cargo de quien firma")
        self.fill(
            "La coordinación",
            "Los puntos comparan por teléfono la huella de esta coordinación cuando importan su primer acuse.",
            self.facts,
            rule(),
            self._form(),
        )
        for field in (self.deadline_day, self.threshold):
            field.valueChanged.connect(lambda _: self.save())
            field.refused.connect(lambda said: self.page.notice.say(NoticeKind.ERROR, said))
        self.signer.editingFinished.connect(self.save)
        self.post.editingFinished.connect(self.save)

    def refresh(self) -> None:
        """Read again what is set."""
        city = self.workspace.municipality
        self.facts.show_fact(NAME, f"{city.entidad}, {city.dependencia}")
        self.facts.show_fact(KEY, in_lines(own_fingerprint(self.workspace)))
        self.facts.show_fact(FOLDER, str(self.workspace.folder))
        kept = office(self.workspace)
        for field, value in ((self.deadline_day, kept.deadline_day), (self.threshold, kept.threshold)):
            field.blockSignals(True)
            field.setValue(value)
            field.blockSignals(False)
        self.signer.setText(kept.signer)
        self.post.setText(kept.post)

    def save(self) -> None:
        """Keep what the fields say, if it is something else; what is refused stays in its field, to be corrected."""
        with self.page.telling():
            kept = office(self.workspace)
            chosen = self._chosen(kept)
            if chosen == kept:
                return
            save_office(self.workspace, chosen)
            self.page.changed.emit(Topic.OFFICE)
            self.page.notice.say(NoticeKind.GOOD, _told(kept, chosen))

    def _chosen(self, kept: Office) -> Office:
        return replace(
            kept,
            deadline_day=self.deadline_day.value(),
            threshold=self.threshold.value(),
            signer=self.signer.text().strip(),
            post=self.post.text().strip(),
        )

    def _form(self) -> QFormLayout:
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(3 * GRID)
        form.setVerticalSpacing(2 * GRID)
        for name, field, note in (
            ("Día límite", self.deadline_day, "Un mes llega a tiempo si se recibe hasta este día del mes siguiente."),
            (
                "Umbral de datos abiertos",
                self.threshold,
                "Los conteos menores se ocultan en las tablas de caracterización que se publican.",
            ),
            ("Quién firma", self.signer, "Aparece en el informe y en los avisos a los puntos."),
            ("Cargo", self.post, ""),
        ):
            said = label(note, "small", wrap=True)
            if not note:
                said.hide()
            form.addRow(label(name), column(row(field, 1), said, spacing=GRID // 2))
        return form


def _told(before: Office, now: Office) -> str:
    """What the change means."""
    if before.deadline_day != now.deadline_day:
        return f"El cumplimiento se cuenta ahora hasta el día {now.deadline_day} del mes siguiente, en todos los años."
    if before.threshold != now.threshold:
        return f"Los datos abiertos ocultarán los conteos menores que {now.threshold}."
    return "La firma quedó guardada."


def _number(name: str, lowest: int, highest: int) -> WholeSpin:
    field = number_field(lowest, highest)
    field.setAccessibleName(name)
    field.setKeyboardTracking(False)
    return field


def _text(name: str) -> QLineEdit:
    field = QLineEdit()
    field.setAccessibleName(name)
    field.setMaxLength(LONGEST_NAME)
    field.setMinimumWidth(WIDEST)
    return field
