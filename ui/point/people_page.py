"""Ciudadanos: find a person, and everything that Ley 1581 de 2012 lets the person ask for."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from services.people.consent import CURRENT, consent_text, statement
from services.people.deletion import delete_person
from services.people.duplicates import Duplicate, find_duplicates
from services.people.export import export_person
from services.people.held import Held, held_of
from services.people.join import Joined, join_people
from services.people.registry import renew_consent, withdraw_consent
from services.people.search import PersonBrief
from services.texts import counted
from services.workspace import Workspace
from ui.kit import widgets
from ui.kit.asking import Asking
from ui.kit.confirm import Confirm
from ui.kit.page import Page, Topic
from ui.kit.widgets import GRID, Card, NoticeKind, ReasonForm, button, column, row
from ui.point.citizen_picker import CitizenPicker
from ui.point.duplicates_card import ComparisonCard, DuplicatesCard
from ui.point.people_finder import PeopleFinder
from ui.point.person_card import PersonCard
from ui.point.person_form import PersonForm, typed_data

SUBTITLE = "Solo quienes lo autorizaron (Ley 1581 de 2012). Sus datos no salen de este punto."
FIRST_STEPS = (
    "Busque a una persona por su documento o por partes de su nombre, o registre a una nueva con su autorización.\n\n"
    "Sin autorización no se guarda ningún dato: la atención se registra sin nombre en «Registrar» y cuenta igual."
)


class PeoplePage(Page):
    """The search and its matches on the left; on the right the person, a form, or the duplicates."""

    concerns = frozenset({Topic.RECORDS})

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(
            "Ciudadanos", "Solo quienes lo autorizaron (Ley 1581 de 2012). Sus datos no salen de este punto."
        )
        self._workspace = workspace
        self._held: Held | None = None
        self.finder = PeopleFinder(workspace)
        self.first_steps = Card(column(widgets.label(FIRST_STEPS, wrap=True)))
        self.card = PersonCard()
        self.form = PersonForm(workspace)
        self.form_title = widgets.label("", "heading")
        self.form_card = Asking()
        self.form_card.setLayout(column(self.form_title, self.form, spacing=12, margins=2 * GRID))
        self.duplicates = DuplicatesCard()
        self.comparison = ComparisonCard()
        self.other = CitizenPicker(workspace, title="¿Con qué otra ficha?", registering=False)
        self.reason = ReasonForm()
        self.confirm = Confirm()
        self._assemble()
        self._connect()
        self._show(self.first_steps)

    def _assemble(self) -> None:
        self.tools.addWidget(button("Buscar duplicados", self.show_duplicates))
        self.tools.addWidget(button("Registrar a una persona", self.open_form, "primary"))
        self._rights: tuple[QWidget, ...] = (
            self.duplicates,
            self.comparison,
            self.form_card,
            self.reason,
            self.confirm,
            self.other,
            self.card,
            self.first_steps,
        )
        right: QVBoxLayout = column(*self._rights, 1, spacing=2 * GRID)
        both = row(self.finder, right, spacing=2 * GRID)
        both.setStretch(0, 2)
        both.setStretch(1, 3)
        self.add(both, 1)

    def _connect(self) -> None:
        self.finder.list.highlighted.connect(self._show_highlighted)
        self.form.saved.connect(self._saved)
        self.form.known.connect(self.show_person)
        self.form.cancelled.connect(self.form_card.leave)
        self.form_card.left.connect(self._show_again)
        self.card.correct.connect(self._correct)
        self.card.export.connect(self._ask_folder)
        self.card.withdraw.connect(self._ask_withdrawal)
        self.card.renew.connect(self._ask_renewal)
        self.card.join.connect(self._ask_other)
        self.card.delete.connect(self._ask_deletion)
        self.reason.given.connect(self.delete_shown)
        self.duplicates.picked.connect(self._compare_pair)
        self.duplicates.left.connect(self._show_again)
        self.comparison.joined.connect(self.join)
        self.comparison.left.connect(self._leave_comparison)
        self.other.chosen.connect(self._other_chosen)
        self.other.left.connect(self._leave_other)

    @property
    def has_unsaved(self) -> bool:
        """Whether somebody's data are being written: without the authorisation no draft keeps them."""
        return not self.form_card.isHidden() and self.form.is_edited

    # --- finding

    def refresh(self) -> None:
        """Read the list and the person shown again."""
        self.finder.search_now()
        if self._held is not None and not self.card.isHidden():
            self._show_held(self._held.id)

    def _show_highlighted(self, person: PersonBrief) -> None:
        self.show_person(person.id)

    # --- one person

    def show_person(self, person_id: int) -> None:
        """Show everything held of somebody."""
        self.notice.clear()
        self._show_held(person_id)

    def _show_held(self, person_id: int) -> None:
        self._held = None
        self._show(self.first_steps)
        with self.telling():
            self._held = held_of(self._workspace, person_id)
            self.card.show_person(self._held, self._workspace.today)
            self._show(self.card)

    def open_form(self) -> None:
        """Ask for a new person, with what was looked for."""
        self.finder.search_now()
        data = None if self.finder.list.people else typed_data(self.finder.typed)
        self._open("Registrar a una persona")
        self.form.register(data)

    def _correct(self) -> None:
        if self._held is not None:
            self._open("Corregir los datos")
            self.form.correct(self._held.id, self._held.data)

    def _open(self, title: str) -> None:
        self.notice.clear()
        self.form_title.setText(title)
        self.form_card.show_asking(self.form.names)
        self._show(self.form_card)

    def _saved(self, person: PersonBrief) -> None:
        self._written(person.id, f"Los datos de {person.name} quedaron guardados.")
        alike = find_duplicates(self._workspace, person.id)
        if alike:
            text = f"Los datos quedaron guardados, pero parece que ya había otra ficha: {alike[0].reason.lower()}."
            self.notice.say(NoticeKind.WARNING, text, "Comparar", lambda: self._compare_pair(alike[0]))

    def export_to(self, folder: Path) -> None:
        """Write the shown person's data to a folder."""
        if self._held is None:
            return
        with self.telling():
            pdf, plain = export_person(self._workspace, self._held.id, folder)
            self.notice.say(
                NoticeKind.GOOD,
                f"Los datos están en {pdf.parent}: «{pdf.name}» y «{plain.name}». Entréguelos solo a esta persona.",
            )

    def _ask_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "Carpeta o memoria de la persona")
        if folder:
            self.export_to(Path(folder))

    def _ask_withdrawal(self) -> None:
        self._ask_below(self.confirm)
        self.confirm.ask(
            "¿La persona retira su autorización?",
            "No podrá elegirse en registros nuevos. Lo que hay a su nombre se conserva hasta que pida eliminarlo.",
            "Retirar la autorización",
            self.withdraw_shown,
        )

    def withdraw_shown(self) -> None:
        """Take the shown person's authorisation back."""
        if self._held is not None:
            with self.telling():
                withdraw_consent(self._workspace, self._held.id)
                self._written(self._held.id, "La autorización quedó retirada.")

    def _ask_renewal(self) -> None:
        if self._held is not None:
            self._ask_below(self.confirm)
            agreed = statement(self._held.data.birth_date, self._workspace.today)
            self.confirm.ask(
                "¿La persona autoriza guardar sus datos?",
                f"{consent_text(self._workspace).body}\n\n{agreed}",
                "Sí, autoriza",
                self.renew_shown,
            )

    def renew_shown(self) -> None:
        """Record that the shown person authorised again."""
        if self._held is not None:
            with self.telling():
                renew_consent(self._workspace, self._held.id, CURRENT)
                self._written(self._held.id, "La autorización quedó registrada.")

    def _ask_deletion(self) -> None:
        if self._held is not None:
            self._ask_below(self.reason)
            self.reason.ask(
                "¿Por qué se eliminan los datos de esta persona?",
                "Desaparecen su nombre, su documento y todo lo que la identifica, también de los borradores; lo que se "
                "contó sigue contando sin nombre y sus certificados conservan el folio. No se puede deshacer. Las "
                "copias de respaldo anteriores la contienen hasta que se borren. El motivo no debe nombrarla.",
                "Eliminar sus datos",
            )

    def delete_shown(self, reason: str) -> None:
        """Delete the shown person's data for a reason."""
        if self._held is None:
            return
        with self.telling():
            deleted = delete_person(self._workspace, self._held.id, reason)
            kept = deleted.attendances + deleted.enrolments + deleted.certifications
            self._held = None
            self._show(self.first_steps)
            self.finder.search_now()
            self.changed.emit(Topic.RECORDS)
            text = (
                f"Sus datos se eliminaron. {counted(kept, 'registro sigue', 'registros siguen')} contando sin nombre."
            )
            self.notice.say(NoticeKind.GOOD, text)

    # --- duplicates

    def show_duplicates(self) -> None:
        """List the likely duplicates."""
        self.notice.clear()
        pairs = find_duplicates(self._workspace)
        self.duplicates.show_pairs(pairs)
        self.duplicates.show_asking(self.duplicates.list if pairs else self.duplicates.close_button)
        self._show(self.duplicates)

    def _compare_pair(self, pair: Duplicate) -> None:
        self._compare(pair.first.id, pair.second.id, keep_list=not self.duplicates.isHidden())

    def _ask_other(self) -> None:
        self._ask_below(self.other)
        self.other.clear()
        self.other.setFocus()

    def _leave_other(self) -> None:
        self._show(self.card)
        self.card.buttons["join"].setFocus()

    def _other_chosen(self, person: PersonBrief | None) -> None:
        if person is not None and self._held is not None:
            self.other.clear()
            if person.id == self._held.id:
                self.notice.say(NoticeKind.WARNING, "Esa es la misma ficha; elija la otra.")
            else:
                self.card.buttons["join"].setFocus()
                self._compare(self._held.id, person.id)

    def _compare(self, first: int, second: int, *, keep_list: bool = False) -> None:
        self.notice.clear()
        with self.telling():
            self.comparison.compare(held_of(self._workspace, first), held_of(self._workspace, second))
            self.comparison.show_asking(self.duplicates.list if keep_list else self.comparison.leave_button)
            self._show(self.comparison, *((self.duplicates,) if keep_list else ()))

    def join(self, kept: int, other: int) -> None:
        """Make two records one."""
        from_list = not self.duplicates.isHidden()
        with self.telling():
            joined = join_people(self._workspace, kept, other)
            self._written(kept, _told(joined))
            if from_list and (pairs := find_duplicates(self._workspace)):
                self.duplicates.show_pairs(pairs)
                self._show(self.duplicates)

    def _leave_comparison(self) -> None:
        if self.duplicates.isHidden():
            self._show_again()
        else:
            self._show(self.duplicates)

    # --- what is on the right

    def _show(self, *shown: QWidget) -> None:
        for each in self._rights:
            each.setVisible(each in shown)

    def _ask_below(self, question: QWidget) -> None:
        """A question about the person shown, above the card."""
        self.notice.clear()
        self._show(self.card, question)

    def _show_again(self) -> None:
        self.notice.clear()
        if self._held is not None:
            self._show_held(self._held.id)
        else:
            self._show(self.first_steps)

    def _written(self, person_id: int, text: str) -> None:
        self.finder.search_now()
        self.changed.emit(Topic.RECORDS)
        self._show_held(person_id)
        self.notice.say(NoticeKind.GOOD, text)


def _told(joined: Joined) -> str:
    text = f"Quedó una sola ficha: {joined.kept.name}."
    if joined.merged:
        text += f" {counted(joined.merged, 'inscripción repetida cuenta', 'inscripciones repetidas cuentan')} una vez."
    if joined.left_anonymous:
        repeated = counted(joined.left_anonymous, "inscripción repetida", "inscripciones repetidas")
        text += f" En meses cerrados, {repeated} sigue contando sin nombre."
    if joined.certified_twice:
        text += f" Tiene más de un certificado en: {', '.join(joined.certified_twice)}; anule el que sobre."
    return text
