"""Rescate: the card that lets this coordination open the backups of the points, and opening one."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog

from services.backups import SUFFIX
from services.fingerprints import in_lines
from services.found_backups import Found
from services.office import own_fingerprint
from services.recovery import write_recovery_card
from services.rescue import Rescued, look_at_backup, rescue, spoken_rescue
from services.sites import point_names
from services.texts import weight
from services.workspace import Workspace
from ui.kit.asking import Asking
from ui.kit.facts import Facts
from ui.kit.flow import FlowLayout
from ui.kit.moments import moment
from ui.kit.page import Page, WorkBar
from ui.kit.secret_fields import SecretFields
from ui.kit.sight import bring_into_sight
from ui.kit.widgets import GRID, NoticeKind, button, column, label, row, rule
from ui.settings.section import Section

WIDEST = 420
WORDS = "Palabras que se leen al punto"
NEW, AGAIN = "Clave nueva para el punto", "La misma clave, otra vez"
CARD_FILE = "tarjeta-de-rescate.txt"
UNLIKE = "Las dos claves no son iguales; escríbalas otra vez."


class RescueForm(Asking):
    """A backup that can be opened, and the passphrase that the copy will have; ``given`` tells that it is written."""

    given = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.found: Found | None = None
        self.question = label("", "heading", wrap=True)
        self.secrets = SecretFields(NEW, AGAIN, width=WIDEST)
        self.secrets.given.connect(self.given)
        self.accept = button("Rescatar y guardar en…", self.given.emit, "primary")
        self.setLayout(
            column(
                self.question,
                label(
                    "Con la copia y esta clave se abren los datos de los ciudadanos: llame al teléfono que ya tenía "
                    "del punto y confirme quién la pide. Las claves y el código de antes no abren la copia. El "
                    "respaldo queda como está.",
                    "soft",
                    wrap=True,
                ),
                self.secrets,
                FlowLayout(self.accept, button("Cancelar", self.leave), spacing=GRID),
                spacing=12,
                margins=2 * GRID,
            )
        )

    def ask(self, found: Found, owner: str) -> None:
        """Show a backup that was looked at."""
        self.found = found
        self.secrets.wipe()
        self.question.setText(f"Respaldo de {owner}, hecho el {moment(found.at)} ({weight(found.size)})")
        self.show_asking(self.secrets.fields[0])

    def leave(self) -> None:
        """Forget the backup and what was typed."""
        self.found = None
        self.secrets.wipe()
        super().leave()


class Rescue(Section):
    """Writes the card for the points, and opens the backup of a point that cannot open it."""

    def __init__(self, page: Page, workspace: Workspace, work: WorkBar) -> None:
        super().__init__(page, workspace, work)
        self.facts = Facts((WORDS,))
        self.card_button = button("Guardar la tarjeta de rescate…", self._ask_card_file, "primary")
        self.backup_button = button("Elegir el respaldo de un punto…", self._ask_backup)
        self.form = RescueForm()
        self.form.given.connect(self._ask_folder)
        self.fill(
            "Rescate",
            "Entregue a cada punto, una vez, la tarjeta de rescate. Desde que la acepta, esta coordinación puede abrir "
            "sus respaldos si allí se pierde el computador o la clave. Guarde también respaldos de esta coordinación, "
            "fuera de este computador, y su código impreso: sin ellos no se rescata nada.",
            self.facts,
            row(self.card_button, 1),
            rule(),
            label("Un punto perdió su computador o su clave", "heading"),
            label(
                "Elija su respaldo más reciente: el de la segunda copia, o el que el punto guardó aparte.",
                "soft",
                wrap=True,
            ),
            row(self.backup_button, 1),
            self.form,
        )

    def refresh(self) -> None:
        """Show what is read aloud to a point that accepts the card."""
        self.facts.show_fact(WORDS, in_lines(own_fingerprint(self.workspace)))

    def write_card_to(self, path: Path) -> None:
        """Write the recovery card."""
        with self.page.telling():
            said = in_lines(write_recovery_card(self.workspace, path))
            self.page.notice.say(
                NoticeKind.GOOD,
                f"La tarjeta está en {path}. El punto la acepta en Ajustes, «Rescate», y llama: léale estas palabras:\n"
                f"{said}",
            )

    def look_at(self, path: Path) -> None:
        """See whether a backup can be opened, and ask for the passphrase of the copy."""
        if self.work.is_busy:
            return
        self.page.notice.clear()
        self.form.leave()
        self.work.start(
            "Revisando el respaldo…",
            lambda _progress: look_at_backup(self.workspace, path),
            self._ask,
            self.page.tell,
            can_cancel=False,
        )

    def rescue_to(self, folder: Path) -> None:
        """Write the copy to a folder, if its passphrase was written twice alike."""
        found = self.form.found
        if found is None or self.work.is_busy or not self._are_alike():
            return
        passphrase = self.form.secrets.texts[0]
        self.work.start(
            "Rescatando el respaldo…",
            lambda _progress: rescue(self.workspace, found.path, folder, passphrase),
            self._done,
            self.page.tell,
            can_cancel=False,
        )

    def forget(self) -> None:
        """Leave no passphrase in the fields."""
        self.form.leave()

    def _ask(self, found: Found) -> None:
        names = point_names(self.workspace)
        self.form.ask(found, names.get(found.owner, found.owner))
        bring_into_sight(self.form)

    def _are_alike(self) -> bool:
        new, again = self.form.secrets.texts
        if new != again:
            self.page.notice.say(NoticeKind.ERROR, UNLIKE)
            self.form.secrets.take_focus()
        return new == again

    def _done(self, rescued: Rescued) -> None:
        self.form.leave()
        self.page.notice.say(NoticeKind.GOOD, f"La copia está en {rescued.path}. {spoken_rescue(rescued)}")

    def _ask_card_file(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, "Guardar la tarjeta de rescate", CARD_FILE)
        if chosen:
            self.write_card_to(Path(chosen))

    def _ask_backup(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "Respaldo del punto", "", f"Respaldos (*{SUFFIX});;Todos (*)")
        if chosen:
            self.look_at(Path(chosen))

    def _ask_folder(self) -> None:
        if not self._are_alike():
            return
        chosen = QFileDialog.getExistingDirectory(self, "Carpeta o memoria donde dejar la copia")
        if chosen:
            self.rescue_to(Path(chosen))
