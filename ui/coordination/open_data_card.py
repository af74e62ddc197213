"""Datos abiertos: what the package of a period will have and lack, and where it is saved."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QLabel

from services.office import office
from services.open_data.coverage import Coverage, coverage
from services.open_data.descriptor import licence
from services.open_data.notes import coverage_sentence, suppression_sentence
from services.open_data.schema import DIMENSIONS, FACTS
from services.open_data.sinks import ZIP_SUFFIX, is_zip
from services.open_data.write import FILES, Publication, package_name, publish
from services.periods import Period
from services.workspace import Workspace
from ui.kit.flow import FlowLayout
from ui.kit.page import Page, WorkBar
from ui.kit.widgets import GRID, Card, Notice, NoticeKind, button, column, label


class OpenDataCard(Card):
    """The open data of the period that its page shows; ``page`` tells how it went and ``work`` the progress."""

    def __init__(self, page: Page, workspace: Workspace, work: WorkBar) -> None:
        self.heading = label("", "heading", wrap=True)
        self.coverage = Notice()
        self.threshold = label("", wrap=True)
        self.folder_button = button("Guardar carpeta…", self._ask_folder)
        self.zip_button = button("Guardar ZIP…", self._ask_zip, "primary")
        buttons = FlowLayout(self.zip_button, self.folder_button, spacing=GRID)
        parts = (self.heading, _contents(), self.coverage, self.threshold, buttons)
        super().__init__(column(*parts, spacing=GRID + GRID // 2))
        self._page = page
        self._workspace = workspace
        self._work = work
        self._period: Period | None = None
        self.clear()

    def clear(self) -> None:
        """Offer no period: what cannot be looked at cannot be published."""
        self._period = None
        self.heading.setText("Datos abiertos")
        self.coverage.clear()
        self.threshold.clear()
        for each in (self.zip_button, self.folder_button):
            each.setEnabled(False)

    def show_period(self, period: Period) -> None:
        """Say what would be published of a period; nothing of another one stays if it cannot be said."""
        self.clear()
        with self._page.telling():
            held = coverage(self._workspace, period)
            hidden = suppression_sentence(office(self._workspace).threshold)
            self.heading.setText(f"Datos abiertos: {period.name}")
            self.threshold.setText(f"{hidden} El umbral se cambia en Ajustes.")
            self._say_coverage(held)
            self._period = period
            for each in (self.zip_button, self.folder_button):
                each.setEnabled(bool(held.there))

    def save_to(self, path: Path) -> None:
        """Write the package of the period to a new folder, or to a ZIP if the name ends so."""
        period = self._period
        if period is None:
            return
        if self._work.is_busy:
            self._page.notice.say(NoticeKind.INFO, "Todavía se escribe otro archivo; espere a que termine y repita.")
            return
        self._page.notice.clear()
        self._work.start(
            "Escribiendo los datos abiertos…",
            lambda progress: publish(self._workspace, period, path, progress=progress),
            self._done,
            self._page.tell,
        )

    def _say_coverage(self, held: Coverage) -> None:
        sentence = coverage_sentence(held)
        if not held.there:
            self.coverage.say(NoticeKind.ERROR, f"{sentence} Consolide primero los archivos de los puntos.")
        elif held.absent:
            self.coverage.say(
                NoticeKind.WARNING, f"{sentence} El paquete los nombra uno por uno, para que nadie los tome por ceros."
            )
        else:
            self.coverage.say(NoticeKind.GOOD, f"{sentence} No falta ninguno.")

    def _done(self, written: Publication) -> None:
        place = written.path.parent if is_zip(written.path) else written.path
        lacking = len(written.coverage.absent)
        kind = NoticeKind.WARNING if lacking else NoticeKind.GOOD
        self._page.notice.say(
            kind,
            f"Los datos abiertos están en {written.path}. Versión {written.version}. "
            f"Cobertura: {coverage_sentence(written.coverage)}",
            "Abrir la carpeta",
            lambda: _open(place),
        )

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Dónde crear la carpeta de los datos abiertos")
        if chosen and self._period:
            self.save_to(Path(chosen) / package_name(self._period))

    def _ask_zip(self) -> None:
        if self._period is None:
            return
        name = f"{package_name(self._period)}{ZIP_SUFFIX}"
        chosen, _ = QFileDialog.getSaveFileName(self, "Guardar los datos abiertos", name, f"ZIP (*{ZIP_SUFFIX})")
        if chosen and not is_zip(Path(chosen)):
            self._page.notice.say(NoticeKind.ERROR, f"Elija un nombre que termine en {ZIP_SUFFIX}, como {name}.")
        elif chosen:
            self.save_to(Path(chosen))


def _contents() -> QLabel:
    tables = ", ".join(each.title.lower() for each in FACTS)
    return label(
        f"{FILES} archivos para el portal de datos abiertos y Power BI: {len(FACTS)} tablas ({tables}) y "
        f"{len(DIMENSIONS)} listas para cruzarlas, cada una en CSV y en JSON; diccionario, descripción Data Package, "
        f"guía, licencia {licence().title} y sumas de comprobación. No llevan datos personales.",
        "soft",
        wrap=True,
    )


def _open(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
