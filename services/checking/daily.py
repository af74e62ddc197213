"""The checks of what is recorded every day: attentions and prints."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import select

from models.registry import Attendance, Print
from models.training import Certification, TrainingSession
from models.vocabulary import Tax
from services.checking.finding import Look, MonthCheck, Severity, finding, spoken, within
from services.checking.training import CERTIFIED
from services.holidays import holidays
from services.offered import services_in
from services.periods import Month
from services.recording import UNDONE
from services.texts import counted
from services.words import label

LARGE_GROUP = 200
SATURDAY = 5


def daily_checks(look: Look) -> Iterator[MonthCheck]:
    """What is found in the records of a month's days."""
    yield from _other_formulas(look)
    yield from _prints_without_attentions(look)
    yield from _large_groups(look)
    yield from _idle_weekdays(look)
    yield from _voided(look)


def _other_formulas(look: Look) -> Iterator[MonthCheck]:
    for check in look.checks:
        if not check.holds and not check.key.startswith(CERTIFIED):
            yield finding(
                check.key,
                Severity.CONTRADICTION,
                f"{check.sentence}: no cuadran; verifique el almacén en Ajustes y avise a la coordinación.",
                (),
                ("Fórmula", "Primera cifra", "Segunda cifra"),
                [(check.formula, check.left, check.right)],
            )


def _prints_without_attentions(look: Look) -> Iterator[MonthCheck]:
    for tax in Tax:
        if not look.figures.prints.only(tax=tax).total or look.figures.tax_attentions(tax).total:
            continue
        prints = look.session.scalars(
            select(Print)
            .where(within(look, Print.day), Print.tax == tax, Print.voided_at.is_(None))
            .order_by(Print.day)
        ).all()
        copies = counted(sum(each.copies for each in prints), "impresión", "impresiones")
        yield finding(
            f"impresiones-{tax}",
            Severity.WARNING,
            f"Hay {copies} de {label(tax) if tax is Tax.BUSINESS else 'predial'} y ninguna atención de ese servicio; "
            "si hubo atenciones, regístrelas.",
            [each.id for each in prints],
            ("Día", "Medio", "Copias"),
            [(spoken(each.day), label(each.medium), each.copies) for each in prints],
        )


def _idle_weekdays(look: Look) -> Iterator[MonthCheck]:
    if not look.figures.has_data:
        return
    busy: set[date] = set()
    for table in (Attendance, Print, Certification):
        busy |= set(
            look.session.scalars(select(table.day).where(within(look, table.day), table.voided_at.is_(None)).distinct())
        )
    busy |= set(look.session.scalars(select(TrainingSession.day).where(within(look, TrainingSession.day)).distinct()))
    idle = [day for day in _working_days(look.month) if day < look.before and day not in busy]
    if idle:
        yield finding(
            "dias-sin-registro",
            Severity.WARNING,
            counted(len(idle), "día hábil no tiene", "días hábiles no tienen")
            + " ningún registro; si el punto abrió, registre lo que falta.",
            (),
            ("Día sin registros",),
            [(spoken(day),) for day in idle],
        )


def _large_groups(look: Look) -> Iterator[MonthCheck]:
    rows = look.session.scalars(
        select(Attendance)
        .where(within(look, Attendance.day), Attendance.voided_at.is_(None), Attendance.quantity > LARGE_GROUP)
        .order_by(Attendance.day, Attendance.id)
    ).all()
    if rows:
        services = services_in(look.session)
        yield finding(
            "grupos-grandes",
            Severity.WARNING,
            counted(len(rows), "registro es", "registros son")
            + f" de un grupo de más de {LARGE_GROUP} personas; revise que la cifra esté bien escrita.",
            [row.id for row in rows],
            ("Día", "Servicio", "Modalidad", "Género", "Personas"),
            [
                (spoken(each.day), services.name(each.service), label(each.modality), label(each.gender), each.quantity)
                for each in rows
            ],
        )


def _voided(look: Look) -> Iterator[MonthCheck]:
    """Those voided for a written reason; what was undone at once is the usual slip of a key."""
    rows = look.session.scalars(
        select(Attendance)
        .where(within(look, Attendance.day), Attendance.voided_at.is_not(None), Attendance.void_reason != UNDONE)
        .order_by(Attendance.day, Attendance.id)
    ).all()
    if rows:
        services = services_in(look.session)
        yield finding(
            "anuladas",
            Severity.WARNING,
            counted(len(rows), "registro anulado no cuenta", "registros anulados no cuentan")
            + " en el mes; revise que los motivos sean claros.",
            [row.id for row in rows],
            ("Día", "Servicio", "Género", "Personas", "Motivo"),
            [
                (spoken(each.day), services.name(each.service), label(each.gender), each.quantity, each.void_reason)
                for each in rows
            ],
        )


def _working_days(month: Month) -> Iterator[date]:
    off = holidays(month.year)
    for number in range(month.last_day.day):
        day = month.first_day + timedelta(days=number)
        if day.weekday() < SATURDAY and day not in off:
            yield day
