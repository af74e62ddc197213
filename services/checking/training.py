"""The checks of activities, their sessions and who is certified in them."""

from collections.abc import Iterator

from sqlalchemy import exists, select

from models.training import Activity, Certification, Enrolment, Presence, TrainingSession
from models.vocabulary import ActivityState
from services.checking.finding import Look, MonthCheck, Severity, finding, spoken, within, written
from services.texts import counted
from services.words import label

CERTIFIED = "certificados-"
"""How the keys of the checks of certified people begin, in ``services.report.checks``."""


def training_checks(look: Look) -> Iterator[MonthCheck]:
    """What is found in the training of a month."""
    yield from _certified_over_participants(look)
    yield from _sessions_without_roll_call(look)
    yield from _without_participants(look)
    yield from _stale_states(look)
    yield from _early_certifications(look)


def _certified_over_participants(look: Look) -> Iterator[MonthCheck]:
    broken = {
        check.key.removeprefix(f"{CERTIFIED}{site.code}-"): check
        for check in look.checks
        for site in look.figures.sites
        if check.key.startswith(f"{CERTIFIED}{site.code}-") and not check.holds
    }
    if not broken:
        return
    activities = look.session.scalars(select(Activity).where(Activity.code.in_(broken)).order_by(Activity.code)).all()
    yield finding(
        "certificados",
        Severity.CONTRADICTION,
        counted(len(broken), "actividad tiene", "actividades tienen")
        + " más certificados que participantes; corrija los inscritos o anule los certificados que sobran.",
        [activity.id for activity in activities],
        ("Código", "Actividad", "Participantes", "Certificados"),
        [(each.code, each.title, broken[each.code].right, broken[each.code].left) for each in activities],
    )


def _stale_states(look: Look) -> Iterator[MonthCheck]:
    late = [
        (activity, label(ActivityState.FINISHED if activity.ends_on < look.before else ActivityState.RUNNING))
        for activity in _activities(look)
        if (activity.state is ActivityState.PLANNED and activity.starts_on < look.before)
        or (activity.state is ActivityState.RUNNING and activity.ends_on < look.before)
    ]
    if late:
        yield finding(
            "estados",
            Severity.WARNING,
            counted(len(late), "actividad sigue", "actividades siguen")
            + " con un estado atrasado; cámbielo por el que tiene hoy.",
            [activity.id for activity, _ in late],
            ("Código", "Actividad", "Inicio", "Fin", "Estado", "Debería estar"),
            [
                (each.code, each.title, written(each.starts_on), written(each.ends_on), label(each.state), due)
                for each, due in late
            ],
        )


def _sessions_without_roll_call(look: Look) -> Iterator[MonthCheck]:
    rows = look.session.execute(
        select(TrainingSession.id, TrainingSession.day, Activity.code, Activity.title)
        .join(Activity, Activity.id == TrainingSession.activity_id)
        .where(
            within(look, TrainingSession.day),
            TrainingSession.day < look.before,
            Activity.state != ActivityState.CANCELLED,
            ~exists().where(Presence.session_id == TrainingSession.id),
        )
        .order_by(TrainingSession.day, TrainingSession.id)
    ).all()
    if rows:
        yield finding(
            "sesiones-sin-lista",
            Severity.WARNING,
            counted(len(rows), "sesión no tiene", "sesiones no tienen")
            + " lista de asistencia; pase lista, porque de ahí salen sus atenciones.",
            [row.id for row in rows],
            ("Día", "Código", "Actividad"),
            [(spoken(row.day), row.code, row.title) for row in rows],
        )


def _without_participants(look: Look) -> Iterator[MonthCheck]:
    enrolled = set(
        look.session.scalars(
            select(Enrolment.activity_id)
            .join(Activity, Activity.id == Enrolment.activity_id)
            .where(within(look, Activity.starts_on))
        )
    )
    empty = [
        activity
        for activity in _activities(look)
        if activity.id not in enrolled and activity.state is not ActivityState.CANCELLED
    ]
    if empty:
        yield finding(
            "sin-participantes",
            Severity.WARNING,
            counted(len(empty), "actividad no tiene", "actividades no tienen")
            + " participantes; inscriba a quienes vinieron o cancele lo que no se dio.",
            [activity.id for activity in empty],
            ("Código", "Actividad", "Inicio", "Estado"),
            [(each.code, each.title, written(each.starts_on), label(each.state)) for each in empty],
        )


def _early_certifications(look: Look) -> Iterator[MonthCheck]:
    rows = look.session.execute(
        select(Certification.id, Certification.day, Certification.quantity, Activity.title, Activity.ends_on)
        .join(Activity, Activity.id == Certification.activity_id)
        .where(
            within(look, Certification.day),
            Certification.voided_at.is_(None),
            Certification.day < Activity.ends_on,
        )
        .order_by(Certification.day, Certification.id)
    ).all()
    if rows:
        people = sum(row.quantity for row in rows)
        # The detail has a row for each time that somebody certified, be it one person or a group.
        spread = f", en {counted(len(rows), 'registro', 'registros')}," if len(rows) < people else ""
        yield finding(
            "certificados-antes",
            Severity.WARNING,
            counted(people, f"certificado{spread} tiene", f"certificados{spread} tienen")
            + " fecha anterior al fin de su actividad; revise las fechas.",
            [row.id for row in rows],
            ("Fecha", "Actividad", "Termina", "Certificados"),
            [(written(row.day), row.title, written(row.ends_on), row.quantity) for row in rows],
        )


def _activities(look: Look) -> list[Activity]:
    starts = Activity.starts_on
    return list(look.session.scalars(select(Activity).where(within(look, starts)).order_by(starts, Activity.code)))
