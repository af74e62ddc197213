"""The form of an activity, to create one and to correct it."""

from dataclasses import replace

from PySide6.QtWidgets import QCheckBox, QWidget

from services.lists import ListKind, add_item
from services.training.activities import (
    LARGEST_HOURS,
    LONGEST_CODE,
    USUAL_THRESHOLD,
    ActivityData,
    ActivityDetail,
    UnknownChoiceError,
    create_activity,
    edit_activity,
    propose_code,
)
from services.training.choices import Choices, key_of, read_choices
from services.training.rules import ActivityDataError
from services.words import ActivityKind, Modality, label
from services.workspace import Workspace
from ui.kit import widgets
from ui.kit.day_field import DayField
from ui.kit.drafts import DraftKeeper
from ui.kit.fields import Choice, Field, Figure, OpenChoice, from_qt, line, mark, to_qt
from ui.kit.flow import FlowLayout
from ui.kit.page import Page
from ui.kit.theme import Theme
from ui.kit.whole_numbers import NotWholeError
from ui.kit.widgets import GRID, Card, NoticeKind, Segments, button, column, row
from ui.point.courses.section import Section

DRAFT = "cursos"
LARGEST_COUNT = 100_000


class ActivityForm(Section):
    """All the data of an activity; with ``is_new`` it creates one and keeps what is typed until then."""

    def __init__(self, page: Page, workspace: Workspace, theme: Theme, *, is_new: bool) -> None:
        super().__init__(page, workspace, theme)
        self._is_new = is_new
        self._choices = Choices({}, {}, {}, {}, {})
        self.kind: Segments[ActivityKind] = Segments("Tipo", [(each, label(each)) for each in ActivityKind])
        self.modality: Segments[Modality] = Segments("Modalidad", [(each, label(each)) for each in Modality])
        self.code = line("Código", longest=LONGEST_CODE)
        self.name = line("Título", "Como saldrá en el informe y en los certificados")
        self.axis = OpenChoice("Eje temático", "Elija o escriba uno")
        self.strategy = OpenChoice("Estrategia", "Ninguna")
        self.ally = OpenChoice("Aliado", "Ninguno")
        self.starts_on, self.ends_on = DayField("Inicio"), DayField("Fin")
        self.starts_on.dateChanged.connect(self._keep_order)
        self.hours = Figure("Horas", LARGEST_HOURS)
        self.threshold = Figure("Asistencia mínima, en porcentaje", 100)
        self.platform = line("Plataforma", "Zoom, Coursera…")
        self.audience = line("Población beneficiada", "Ciudadanía en general")
        self.owner = Choice("Punto responsable")
        self.owner.currentIndexChanged.connect(self._show_partners)
        self.partners: dict[str, QCheckBox] = {}
        self._partners = FlowLayout(spacing=12)
        self.places, self.applicants, self.lessons = (
            Figure(name, LARGEST_COUNT, "Sin dato") for name in ("Cupos", "Inscritos en la plataforma", "Lecciones")
        )
        self.save_button = button(
            "Crear actividad" if is_new else "Guardar cambios", self.save, "primary", "Guardar (Ctrl+Intro)"
        )
        self._assemble()
        self._keeper: DraftKeeper | None = None
        self._checked: dict[str, QWidget] = {
            "code": self.code,
            "title": self.name,
            "axis": self.axis,
            "starts_on": self.starts_on,
            "ends_on": self.ends_on,
        }
        for editor in (self.code, self.name):
            editor.textChanged.connect(lambda _, editor=editor: mark(editor))
        self.axis.currentTextChanged.connect(lambda _: mark(self.axis))
        for day in (self.starts_on, self.ends_on):
            day.dateChanged.connect(self._unmark_days)

    # --- building

    def _assemble(self) -> None:
        what = self._card(
            "Qué es",
            Field(self.theme, "Tipo", self.kind),
            Field(self.theme, "Código", self.code, 260),
            Field(self.theme, "Título", self.name, 560),
            Field(self.theme, "Eje temático", self.axis, 260),
            Field(self.theme, "Estrategia", self.strategy, 320),
            Field(self.theme, "Aliado", self.ally, 260),
        )
        when = self._card(
            "Cuándo, cómo y para quién",
            Field(self.theme, "Inicio", self.starts_on, 150),
            Field(self.theme, "Fin", self.ends_on, 150),
            Field(self.theme, "Horas", self.hours, 90),
            Field(self.theme, "Modalidad", self.modality),
            Field(self.theme, "Plataforma", self.platform, 220),
            Field(self.theme, "Asistencia mínima (%)", self.threshold, 160),
            Field(self.theme, "Población beneficiada", self.audience, 316),
            Field(self.theme, "Punto responsable", self.owner, 230),
            Field(self.theme, "Cupos", self.places, 110),
            Field(self.theme, "Inscritos en la plataforma", self.applicants, 200),
            Field(self.theme, "Lecciones", self.lessons, 110),
        )
        partners = QWidget()
        partners.setLayout(self._partners)
        who = Card(column(widgets.label("Otros puntos que organizan", "heading"), partners))
        cancel = button("Descartar" if self._is_new else "Deshacer cambios", self.discard)
        self.setLayout(column(what, when, who, row(self.save_button, cancel, 1), 1, spacing=2 * GRID))

    def _card(self, heading: str, *fields: Field) -> Card:
        flow = QWidget()
        flow.setLayout(FlowLayout(*fields, spacing=2 * GRID))
        return Card(column(widgets.label(heading, "heading"), flow))

    # --- what people do

    def begin(self) -> None:
        """Write the title first."""
        self.name.setFocus()

    def show_activity(self, detail: ActivityDetail) -> None:
        """Show an activity; what is being written stays while the same one is only read again."""
        is_known = self.detail is not None and (self.detail.id, self.detail.data) == (detail.id, detail.data)
        self.detail = detail
        if not is_known:
            self.refresh()

    def refresh(self) -> None:
        """Show the activity as it is stored, or a fresh form."""
        self._offer_choices()
        self.owner.offer(self._choices.points)
        self._offer_partners()
        self._fill(self.detail.data if self.detail else self._blank())
        if self._is_new:
            self._restore()

    def save(self) -> None:
        """Store what is written; a name that a list lacks can be added to it at once."""
        self._unmark()
        try:
            data = self._data()
            if self.detail is None:
                self.detail = create_activity(self.workspace, data)
            else:
                self.detail = edit_activity(self.workspace, self.detail.id, data)
        except UnknownChoiceError as error:
            unknown = error
            self.page.notice.say(
                NoticeKind.WARNING, str(error), "Agregar y guardar", lambda: self._add_and_save(unknown)
            )
        except ActivityDataError as error:
            self._point_at(error)
            self.page.tell(error)
        except Exception as error:  # noqa: BLE001 - told, or raised again
            self.page.tell(error)
        else:
            self._forget()
            self.page.notice.clear()
            self.written.emit()

    def _point_at(self, error: ActivityDataError) -> None:
        for name in error.fields:
            mark(self._checked[name], str(error))
        self._checked[error.fields[0]].setFocus()

    def _unmark(self) -> None:
        for field in self._checked.values():
            mark(field)

    def _unmark_days(self) -> None:
        for day in (self.starts_on, self.ends_on):
            mark(day)

    def discard(self) -> None:
        """Go back to what is stored; a new activity is given up."""
        self._forget()
        self.page.notice.clear()
        self.refresh()
        if self._is_new:
            self.written.emit()

    @property
    def has_unsaved(self) -> bool:
        """Whether the data of a stored activity were changed; a new one has its draft."""
        return not self._is_new and self.is_edited

    @property
    def is_edited(self) -> bool:
        """Whether something of a stored activity was written anew and not saved."""
        if self.detail is None:
            return False
        try:
            data = self._data()
        except NotWholeError:  # A figure that cannot be read was not read from the store.
            return True
        return replace(data, platform=data.platform or None, audience=data.audience or None) != self.detail.data

    def keep(self) -> None:
        """Write down now what is typed, for the page is left."""
        if self._keeper:
            self._keeper.save()

    def _add_and_save(self, unknown: UnknownChoiceError) -> None:
        with self.page.telling():
            add_item(self.workspace, unknown.kind, unknown.name)
            self._offer_choices()
            self.save()

    def _offer_choices(self) -> None:
        self._choices = read_choices(self.workspace)
        self.axis.offer(self._choices.offered(ListKind.AXES), or_none=False)
        self.strategy.offer(self._choices.offered(ListKind.STRATEGIES), or_none=True)
        self.ally.offer(self._choices.offered(ListKind.ALLIES), or_none=True)

    def _keep_order(self) -> None:
        if self.ends_on.date() < self.starts_on.date():
            self.ends_on.setDate(self.starts_on.date())

    # --- from and to the fields

    def _blank(self) -> ActivityData:
        today = self.workspace.today
        return ActivityData(
            code=propose_code(self.workspace),
            kind=ActivityKind.COURSE,
            title="",
            axis="",
            starts_on=today,
            ends_on=today,
            points=(self.workspace.point,),
            threshold=USUAL_THRESHOLD,
        )

    def _fill(self, data: ActivityData) -> None:
        self._unmark()
        self.kind.choose(data.kind)
        self.modality.choose(data.modality)
        self.code.setText(data.code)
        self.name.setText(data.title)
        self.axis.setCurrentText(data.axis)
        self.strategy.setCurrentText(self._choices.strategies.get(data.strategy or "", ""))
        self.ally.setCurrentText(data.ally or "")
        self.starts_on.setDate(to_qt(data.starts_on))
        self.ends_on.setDate(to_qt(data.ends_on))
        self.hours.show_value(data.hours)
        self.threshold.show_value(data.threshold)
        self.platform.setText(data.platform or "")
        self.audience.setText(data.audience or "")
        self.owner.choose(data.points[0])
        for code, box in self.partners.items():
            box.setChecked(code in data.points[1:])
        self.places.show_value(data.places)
        self.applicants.show_value(data.applicants)
        self.lessons.show_value(data.lessons)
        for editor in (self.code, self.name, self.platform, self.audience):
            editor.setCursorPosition(0)

    def _data(self) -> ActivityData:
        partners = tuple(code for code, box in self.partners.items() if box.isChecked() and code != self.owner.key)
        return ActivityData(
            code=self.code.text(),
            kind=self.kind.value,
            title=self.name.text(),
            axis=key_of(self._choices.axes, self.axis.currentText()) or "",
            starts_on=from_qt(self.starts_on.date()),
            ends_on=from_qt(self.ends_on.date()),
            points=(self.owner.key, *partners),
            strategy=key_of(self._choices.strategies, self.strategy.currentText()),
            ally=key_of(self._choices.allies, self.ally.currentText()),
            modality=self.modality.value,
            platform=self.platform.text(),
            hours=self.hours.value,
            audience=self.audience.text(),
            threshold=self.threshold.value,
            places=self.places.known,
            applicants=self.applicants.known,
            lessons=self.lessons.known,
        )

    def _offer_partners(self) -> None:
        if tuple(self.partners) == tuple(self._choices.points):
            return
        widgets.clear(self._partners)
        self.partners = {}
        for code, name in self._choices.points.items():
            box = QCheckBox(name)
            box.setAccessibleName(f"También organiza {name}")
            self.partners[code] = box
            self._partners.addWidget(box)
        self._show_partners()

    def _show_partners(self) -> None:
        """The owner is no partner of itself."""
        for code, box in self.partners.items():
            box.setVisible(code != self.owner.key)
            if code == self.owner.key:
                box.setChecked(False)

    # --- the draft of a new activity

    def _restore(self) -> None:
        if self._keeper is None:
            self._keeper = DraftKeeper(self, self.workspace, DRAFT, self._drafted())
        if self._keeper.restore():
            self.page.notice.say(
                NoticeKind.INFO,
                "Se recuperó la actividad que estaba escribiendo.",
                "Empezar de nuevo",
                self._start_again,
            )

    def _start_again(self) -> None:
        self._forget()
        self.page.notice.clear()
        self.refresh()

    def _forget(self) -> None:
        if self._keeper:
            self._keeper.forget()

    def _drafted(self) -> dict[str, QWidget]:
        names = (
            "name",
            "kind",
            "modality",
            "axis",
            "strategy",
            "ally",
            "starts_on",
            "ends_on",
            "hours",
            "platform",
            "audience",
            "threshold",
        )
        return {name: getattr(self, name) for name in (*names, "places", "applicants", "lessons")}
