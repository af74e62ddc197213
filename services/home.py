"""What a point looks at first: today and this month beside the last one, and what is pending."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from models.registry import Attendance, Print
from models.training import Activity
from models.vocabulary import Modality, MonthState, Role
from services.charts import BarChart, Series
from services.copies import copies_state
from services.months import MonthStatus, months_with_records
from services.periods import MONTH_NAMES, Month
from services.receipts import acknowledged
from services.recovery import is_sealed
from services.report.cube import Cube
from services.report.sources import sources
from services.settings import BACKUP_PATIENCE, last_backup
from services.texts import counted
from services.users import protection
from services.words import PLURALS
from services.workspace import Workspace

RECEIPT_PATIENCE = timedelta(days=3)
"""How long a month may be handed over without a receipt before that is worth a line."""
DIMENSIONS = ("modality", "gender")
WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
UNIT = ("atención", "atenciones")
LONGEST_LIST = 3


class Matter(StrEnum):
    """What can be pending."""

    CLOSE = "cerrar"
    EXPORT = "exportar"
    RECEIPT = "acuse"
    BACKUP = "respaldo"
    RECOVERY = "rescate"


@dataclass(frozen=True)
class Pending:
    """One thing that waits, in a sentence."""

    matter: Matter
    text: str


@dataclass(frozen=True)
class Overview:
    """Attentions of today, of this month and of the last one, by modality and gender, and a chart of the days.

    ``last_month_so_far`` is what the last month had on the same day of it.
    """

    today: date
    day: Cube
    month: Cube
    last_month: Cube
    last_month_so_far: int
    chart: BarChart


def overview(workspace: Workspace) -> Overview:
    """The figures of today and of the two months."""
    workspace.require(Role.POINT)
    today = workspace.today
    month = Month.of(today)
    counts = _by_day(workspace, (month + -1).first_day, month.last_day)
    last = {day: cube for day, cube in counts.items() if day < month.first_day}
    this = {day: cube for day, cube in counts.items() if day >= month.first_day}
    return Overview(
        today=today,
        day=_together([this[today]] if today in this else []),
        month=_together(this.values()),
        last_month=_together(last.values()),
        last_month_so_far=sum(cube.total for day, cube in last.items() if day.day <= today.day),
        chart=_chart(month, today, this),
    )


def pending(workspace: Workspace) -> tuple[Pending, ...]:
    """What waits: past months to close or to export, receipts that did not come, a backup that is too old.

    And, for who can do something about it, that nobody could open the profile without its passphrase.
    """
    workspace.require(Role.POINT)
    past = [each for each in months_with_records(workspace) if each.month < Month.of(workspace.today)]
    answered = {month for month, answer in acknowledged(workspace).items() if answer.is_last}
    to_close = [each for each in past if each.state is not MonthState.CLOSED]
    unanswered = [each for each in past if each.state is MonthState.CLOSED and each.month not in answered]
    to_export = [each for each in unanswered if each.exported_at is None]
    long_ago = workspace.clock() - RECEIPT_PATIENCE
    late = [each for each in unanswered if each.exported_at is not None and each.exported_at <= long_ago]
    found = (
        _pending(Matter.CLOSE, "Falta cerrar", to_close),
        _pending(Matter.EXPORT, "Falta exportar", to_export),
        _pending(Matter.RECEIPT, "No ha llegado el acuse de", late),
        _old_backup(workspace),
        _no_recovery(workspace),
    )
    return tuple(each for each in found if each is not None)


def _by_day(workspace: Workspace, first: date, last: date) -> dict[date, Cube]:
    source = sources(workspace).attendances
    days: dict[date, list[tuple[tuple[str, ...], int]]] = {}
    with workspace.store.read() as session:
        rows = session.execute(
            select(source.c.day, source.c.modality, source.c.gender, func.sum(source.c.quantity))
            .where(source.c.day.between(first, last))
            .group_by(source.c.day, source.c.modality, source.c.gender)
        )
        for day, modality, gender, quantity in rows:
            days.setdefault(day, []).append(((modality, gender), quantity))
    return {day: Cube.of(DIMENSIONS, rows) for day, rows in days.items()}


def _together(cubes: Iterable[Cube]) -> Cube:
    return Cube.of(DIMENSIONS, (item for cube in cubes for item in cube.counts.items()))


def _chart(month: Month, today: date, days: dict[date, Cube]) -> BarChart:
    """The days of a month, stacked by modality; those to come have no figures."""
    dates = [month.first_day + timedelta(days=place) for place in range(month.last_day.day)]

    def values(modality: Modality) -> tuple[int | None, ...]:
        nothing = Cube.of(DIMENSIONS, ())
        return tuple(None if day > today else days.get(day, nothing).by("modality")[modality] for day in dates)

    return BarChart(
        title=f"Atenciones por día, {month.name}",
        dimension="Día",
        categories=tuple(str(day.day) for day in dates),
        series=tuple(Series(PLURALS[modality], values(modality)) for modality in Modality),
        unit=UNIT,
        names=tuple(f"{WEEKDAYS[day.weekday()]} {day.day} de {MONTH_NAMES[day.month - 1]}" for day in dates),
    )


def _pending(matter: Matter, what: str, months: Sequence[MonthStatus]) -> Pending | None:
    if not months:
        return None
    return Pending(matter, f"{what} {_listed([each.month for each in months])}.")


def _listed(months: Sequence[Month]) -> str:
    """Months in words: ``enero, febrero y marzo de 2021``; of many, the first and how many more."""
    if len(months) > LONGEST_LIST:
        return f"{months[0].name} y {counted(len(months) - 1, 'mes', 'meses')} más"
    names = [
        month.name if following is None or following.year != month.year else MONTH_NAMES[month.number - 1]
        for month, following in zip(months, [*months[1:], None], strict=True)
    ]
    return f"{', '.join(names[:-1])} y {names[-1]}" if len(names) > 1 else names[0]


def _old_backup(workspace: Workspace) -> Pending | None:
    newest = last_backup(workspace)
    if newest is None:
        with workspace.store.read() as session:
            nothing_to_lose = not _has_records(session)
        return None if nothing_to_lose else Pending(Matter.BACKUP, "Todavía no hay ninguna copia de respaldo.")
    age = workspace.clock() - newest.at
    if age < BACKUP_PATIENCE:
        state = copies_state(workspace)
        is_old = state.second_is_old(workspace.clock())
        return (
            Pending(Matter.BACKUP, "La segunda copia está atrasada; conecte la memoria o revise su carpeta en Ajustes.")
            if is_old
            else None
        )
    return Pending(Matter.BACKUP, f"La última copia de respaldo tiene {counted(age.days, 'día', 'días')}.")


def _no_recovery(workspace: Workspace) -> Pending | None:
    protected = protection(workspace)
    if not workspace.is_full or not protected.has_passphrase or protected.has_code or is_sealed(workspace):
        return None
    return Pending(
        Matter.RECOVERY,
        "Si se olvida la clave, nadie abre los datos: acepte en Ajustes la tarjeta de «Rescate» o haga un «Código».",
    )


def _has_records(session: Session) -> bool:
    kinds = (exists().where(Attendance.voided_at.is_(None)), exists().where(Print.voided_at.is_(None)))
    return any(session.scalar(select(kind)) for kind in (*kinds, exists(select(Activity.id))))
