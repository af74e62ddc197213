"""Registrar: one key, one attention on disk. The page that has to be faster than a paper tally sheet."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit

from services import recording
from services.errors import explain
from services.months import month_status
from services.offered import USUAL, services_of
from services.people.search import PersonBrief
from services.periods import Month
from services.recording import AttendanceRecord, ChangedRecordError, Entry
from services.texts import counted, number
from services.words import Gender, Modality, MonthState, Service, label
from services.workspace import Workspace
from ui.kit import widgets
from ui.kit.day_field import DayField
from ui.kit.drafts import DraftKeeper
from ui.kit.flow import FlowLayout
from ui.kit.hearing import announce
from ui.kit.page import Page, Topic
from ui.kit.titled import titled
from ui.kit.widgets import GRID, CounterButton, NoticeKind, Segments, button, column, row
from ui.point.citizen_picker import CitizenPicker
from ui.point.register.correction import CorrectionForm
from ui.point.register.details_card import DetailsCard
from ui.point.register.history import History, Step
from ui.point.register.records_card import RecordsCard
from ui.point.register.totals_card import TotalsCard
from ui.shell import spoken_day

GENDER_KEYS = {Gender.WOMAN: "M", Gender.MAN: "H", Gender.OTHER: "O", Gender.UNDISCLOSED: "N"}
MODALITY_KEYS = {Modality.IN_PERSON: "P", Modality.VIRTUAL: "V"}
TAXES = (Service.PROPERTY_TAX, Service.BUSINESS_TAX)
DIGITS = 5
LARGE_GROUP = 300
"""People; a larger group is more often a slip of the fingers than a crowd."""
SCAN_SECONDS = 1.0
"""How long a reader takes at most for the letters before it is recognised."""
TODAY, THAT_DAY = "hoy en este servicio", "ese día en este servicio"
DRAFT_STAYED = (
    "La atención sí quedó registrada, no la repita; si el programa le ofrece otra vez lo que había escrito, descártelo."
)


class RegisterPage(Page):
    """Service and modality stay; a key per gender registers; digits before it make a group."""

    concerns = frozenset({Topic.RECORDS, Topic.MONTHS, Topic.LISTS})

    def __init__(self, workspace: Workspace) -> None:
        super().__init__("Registrar atenciones")
        self._workspace = workspace
        self._chosen_day: date | None = None
        self._shown_day = workspace.today
        self._history = History()
        self._choice = (0.0, Modality.IN_PERSON)
        self._services = USUAL
        self.service: Segments[str] = Segments("Servicio", self._services.choices())
        self.modality: Segments[Modality] = Segments("Modalidad", [(each, label(each)) for each in Modality])
        self.counters = {gender: CounterButton(label(gender), key, TODAY) for gender, key in GENDER_KEYS.items()}
        self.group = QLineEdit()
        self.records = RecordsCard(self.undo, self.redo, self._ask_void, self._ask_correction)
        self.totals = TotalsCard()
        self.picker = CitizenPicker(workspace)
        self.details = DetailsCard(workspace.municipality.comunas)
        self.reason = widgets.ReasonForm()
        self._correction: CorrectionForm | None = None
        self.past = widgets.Notice()
        self._build_head()
        self._build_body()
        self._build_shortcuts()
        self.draft = DraftKeeper(self, workspace, "registrar", {"grupo": self.group, **self.details.fields})
        if self.draft.restore():
            self.details.unfold()
            self.notice.say(
                NoticeKind.INFO, "Se recuperó lo que había escrito sin registrar.", "Descartar", self._discard_draft
            )

    @property
    def day(self) -> date:
        """The day that records go to: today, unless another was chosen."""
        return self._chosen_day or self._workspace.today

    @property
    def correction(self) -> CorrectionForm:
        """Where a record is corrected, made when it is first wanted."""
        if self._correction is None:
            self._correction = CorrectionForm(self._services)
            self._correction.given.connect(self._amend)
            self._left.insertWidget(1, self._correction)
        return self._correction

    # --- building

    def _build_head(self) -> None:
        self.date = DayField("Fecha de los registros")
        self.date.picked.connect(self._show_day)
        self.date.refused.connect(lambda why: self.notice.say(NoticeKind.WARNING, why))
        self.today = button("Hoy", self._choose_today, tip="Volver a la fecha de hoy")
        for item in (widgets.label("Fecha", "caption"), self.date, self.today):
            self.tools.addWidget(item)
        self.group.setAccessibleName("Grupo: cuántas personas")
        self.group.setReadOnly(True)
        self.group.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.group.hide()
        self.group.textChanged.connect(self._show_group)
        self.group_hint = widgets.label("", "strong")
        keys = [widgets.label(text, "key") for text in ("1", "2", "M")]
        hint = FlowLayout(
            widgets.label("Una tecla registra a una persona.", "soft"),
            widgets.label("Escriba un número antes para un grupo:", "soft"),
            *keys,
            widgets.label("registra 12 mujeres.", "soft"),
            self.group_hint,
            spacing=GRID // 2,
        )
        self.add(hint)
        self.add(self.past)

    def _build_body(self) -> None:
        service, modality = titled("Servicio", "← →", self.service), titled("Modalidad", "P V", self.modality)
        choices = row(service, modality, spacing=3 * GRID)
        choices.setStretch(0, 1)
        self.add(choices)
        self.tax_hint = widgets.label(
            "Para anotar lo que se imprime, registre en Predial e ICA (F6).", "warning", wrap=True
        )
        self.add(self.tax_hint)
        for segments in (self.service, self.modality):
            segments.chosen.connect(self._show_counts)
        for gender, counter in self.counters.items():
            counter.clicked.connect(self._registering(gender))
        self.add(row(*self.counters.values(), spacing=2 * GRID))
        left = self._left = column(self.reason, self.records, spacing=2 * GRID)
        left.setStretch(1, 1)
        right = column(self.picker, self.details, self.totals, 1, spacing=2 * GRID)
        lower = row(left, right, spacing=2 * GRID)
        lower.setStretch(0, 5)
        lower.setStretch(1, 2)
        self.add(lower, 1)
        self.reason.given.connect(self._void)
        for field in self.details.fields.values():
            field.closed.connect(self.setFocus)  # The next key registers whom it was told of.
        self.picker.chosen.connect(self._citizen_chosen)
        self.picker.scanning.connect(self._scan_began)

    def _build_shortcuts(self) -> None:
        writing: dict[str, Callable[[], None]] = {
            "Backspace": lambda: self.group.setText(self.group.text()[:-1]),
            "Left": lambda: self.service.step(-1),
            "Right": lambda: self.service.step(1),
        }
        writing |= {key: self._registering(gender) for gender, key in GENDER_KEYS.items()}
        writing |= {key: self._choosing(modality) for modality, key in MODALITY_KEYS.items()}
        writing |= {str(digit): self._adding(str(digit)) for digit in range(10)}
        actions: dict[str, Callable[[], None]] = {
            "Ctrl+Z": self.undo,
            "Ctrl+Shift+Z": self.redo,
            "Ctrl+Y": self.redo,
            "Escape": self._escape,
            "Ctrl+B": self.picker.setFocus,
        }
        actions |= {key: self._if_free(action) for key, action in writing.items()}
        for key, action in actions.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setAutoRepeat(False)  # A key held down is one person, not twenty.
            shortcut.activated.connect(action)

    def _if_free(self, action: Callable[[], None]) -> Callable[[], None]:
        """Let a key act only while it cannot be meant for something else: a list that is open, or a correction."""

        def act() -> None:
            if self._correction is not None and self._correction.isVisible():
                self.notice.say(NoticeKind.WARNING, "Termine la corrección, o cancele; nada se contó.")
            elif QApplication.activePopupWidget() is None:
                action()

        return act

    def _registering(self, gender: Gender) -> Callable[[], None]:
        return lambda: self.register(gender)

    def _choosing(self, modality: Modality) -> Callable[[], None]:
        def choose() -> None:
            self._choice = (time.monotonic(), self.modality.value)
            self.modality.choose(modality)

        return choose

    def _adding(self, digit: str) -> Callable[[], None]:
        return lambda: self.group.setText((self.group.text() + digit).lstrip("0")[:DIGITS])

    # --- what people do

    def register(self, gender: Gender) -> None:
        """Register one attention, or the group whose number was typed; what looks like a slip is asked first."""
        self._follow_midnight()
        quantity = int(self.group.text() or 1)
        if self.picker.is_writing:
            self.notice.say(
                NoticeKind.WARNING, "Termine con la persona que está escribiendo, o cancele; nada se contó."
            )
        elif quantity > LARGE_GROUP:
            text = f"¿De verdad es un grupo de {number(quantity)} personas? Nada se ha contado todavía."
            self.notice.say(NoticeKind.WARNING, text, "Sí, registrar", lambda: self._register(gender, quantity))
        else:
            self._register(gender, quantity)

    def _register(self, gender: Gender, quantity: int) -> None:
        person = self.picker.person
        entry = Entry(
            self._shown_day,
            self.modality.value,
            gender,
            self.service.value,
            quantity,
            self.details.details(person.id if person else None),
        )
        with self.telling():
            self._registered(recording.register(self._workspace, entry))

    def undo(self) -> None:
        """Take back the last thing that who works now did on this day, also before the page was opened."""
        self._follow_midnight()
        last = self.records.newest_of(self._workspace.actor)
        step = self._history.last_done or (Step(made=(last.id,)) if last else None)
        if step is None:
            return
        with self.telling(), self._dropping(step):
            recording.turn(self._workspace, out=step.made, back=step.voided, was=step.reason)
            self._history.undo(step)
            self._written()

    def redo(self) -> None:
        """Do again what was last undone."""
        self._follow_midnight()
        step = self._history.last_undone
        if step is None:
            return
        with self.telling(), self._dropping(step):
            recording.turn(self._workspace, out=step.voided, back=step.made, reason=step.reason)
            self._history.redo()
            self._written()

    def refresh(self) -> None:
        """Read the day again."""
        today, day = self._workspace.today, self.day
        records, counts = recording.recent(self._workspace, day), recording.day_counts(self._workspace, day)
        if day != self._shown_day:  # Another one was chosen, or midnight went by: its history is its own.
            self._shown_day = day
            self._history.clear()
        self.date.show_day(day, today)
        self.today.setVisible(day != today)
        self._tell_past(day, today)
        self.records.show_records(records)
        self._counts = Counter(counts.cube.counts)
        self._offer_services()
        self._month_total = counts.month_total
        self._show_counts()

    def _tell_past(self, day: date, today: date) -> None:
        """Say that records go to another day than today, or why they cannot."""
        if day == today:
            self.past.clear()
            return
        text = f"Los registros van al {spoken_day(day)}."
        if month_status(self._workspace, Month.of(day)).state is MonthState.CLOSED:
            text = f"El mes del {spoken_day(day)} está cerrado: para registrar, reábralo antes en Cierre y envío."
        self.past.say(NoticeKind.WARNING, text, "Volver a hoy", self._choose_today)

    def _offer_services(self) -> None:
        """Offer the services that there are now: a file of lists may have come since."""
        now = services_of(self._workspace)
        if now != self._services:
            self._services = now
            self.service.offer(now.choices())
            if self._correction is not None:
                self._correction.offer(now)

    @property
    def has_unsaved(self) -> bool:
        """Whether a new person's data are typed: no draft keeps those."""
        return self.picker.is_edited

    def leaving(self) -> None:
        """Keep what is typed."""
        self.draft.save()

    def turned_from(self) -> None:
        """Forget a number that waits for its key: it would surprise who comes back."""
        self.group.clear()

    def _follow_midnight(self) -> None:
        """Show the day that records go to, if it is no longer the one that is shown."""
        if self.day != self._shown_day:
            self.refresh()

    def _registered(self, record: AttendanceRecord) -> None:
        """Show what is on disk; the draft goes last, so that nothing it meets hides that."""
        self._history.do(Step(made=(record.id,)))
        self.records.add(record)
        self._count(record.entry)
        people = counted(record.entry.quantity, "persona", "personas")
        announce(self, f"{label(record.entry.gender)}, {record.service_name}: {people}.")
        self.notice.fade()
        self.group.clear()
        self.details.clear()
        self.picker.clear()
        self._show_counts()
        self.changed.emit(Topic.RECORDS)
        try:
            self.draft.forget()  # If it fails, the next record or leaving the page tries again.
        except Exception as error:
            if explain(error) is None:
                raise
            self.notice.say(NoticeKind.WARNING, DRAFT_STAYED)

    @contextmanager
    def _dropping(self, step: Step) -> Iterator[None]:
        """Forget a step whose records were changed elsewhere, and show them as they are."""
        try:
            yield
        except ChangedRecordError:
            self._history.drop(step)
            self.refresh()
            raise

    def _ask_void(self, record: AttendanceRecord) -> None:
        self._hide_correction()
        self._voiding = record
        people = counted(record.entry.quantity, "persona", "personas")
        question = f"¿Por qué se anula el registro de {people} en {record.service_name}?"
        self.reason.ask(question, "Deja de contar; queda escrito con el motivo.", "Anular")

    def _ask_correction(self, record: AttendanceRecord) -> None:
        self.reason.hide()
        self.correction.correct(record)

    def _hide_correction(self) -> None:
        if self._correction is not None:
            self._correction.hide()

    def _void(self, reason: str) -> None:
        with self.telling():
            recording.void(self._workspace, self._voiding.id, reason)
            self._history.do(Step(voided=(self._voiding.id,), reason=reason))
            self._written()
        self.setFocus()

    def _amend(self, record_id: int, entry: Entry, reason: str) -> None:
        with self.telling():
            made = recording.amend(self._workspace, record_id, entry, reason)
            self._history.do(Step(made=(made.id,), voided=(record_id,), reason=reason))
            self._written()
        self.setFocus()

    def _scan_began(self) -> None:
        """A reader typed the first letters of a cédula as keys of the page: take back what they did."""
        self.group.clear()
        pressed, before = self._choice
        if time.monotonic() - pressed < SCAN_SECONDS:
            self.modality.choose(before)

    def _citizen_chosen(self, person: PersonBrief | None) -> None:
        if person is not None and person.birth_date is not None:
            self.details.show_age(person.birth_date, self._workspace.today)
        if person is not None:
            self.counters[person.gender].setFocus()

    def _written(self) -> None:
        self.notice.fade()
        self._hide_correction()
        self.reason.hide()
        self.refresh()
        self.changed.emit(Topic.RECORDS)

    def _escape(self) -> None:
        """Leave what is open, or else the number that was typed."""
        for form in (self._correction, self.reason):
            if form is not None and form.isVisible():
                form.leave()
                return
        self.group.clear()

    def _discard_draft(self) -> None:
        self.group.clear()
        self.details.clear()
        self.draft.forget()
        self.notice.clear()

    def _choose_today(self) -> None:
        self._show_day(self._workspace.today)

    def _show_day(self, day: date) -> None:
        self._chosen_day = None if day == self._workspace.today else day
        self.notice.clear()  # It was about the other day.
        self.refresh()
        self.setFocus()

    def _show_group(self, digits: str) -> None:
        people = counted(int(digits or 0), "persona", "personas")
        self.group_hint.setText(f"  Grupo de {people}: ahora oprima M, H, O o N." if digits else "")

    def _count(self, entry: Entry) -> None:
        """Add what was just registered to the counters, which saves reading the day again at every key."""
        self._counts[(entry.modality, entry.gender, entry.service)] += entry.quantity
        self._month_total += entry.quantity

    def _show_counts(self) -> None:
        newest = self.records.newest
        self.tax_hint.setVisible(self.service.value in TAXES)
        is_today = self._shown_day == self._workspace.today
        for gender, counter in self.counters.items():
            here = self._counts[(self.modality.value, gender, self.service.value)]
            counter.show_caption(TODAY if is_today else THAT_DAY)
            counter.show_count(number(here))
            counter.mark_latest(newest is not None and newest.entry.gender is gender)
        by_modality: Counter[str] = Counter()
        for (modality, _, _), quantity in self._counts.items():
            by_modality[modality] += quantity
        self.totals.show_totals(is_today, by_modality, Month.of(self._shown_day), self._month_total)
        own = self.records.newest_of(self._workspace.actor)
        self.records.allow(
            undo=own is not None or self._history.last_done is not None, redo=self._history.last_undone is not None
        )
