"""What is said of a goal: how far it got, and where it would end, with what that rests on."""

from services.goals.progress import FEWEST_MONTHS, Goal, Projection, Stretch
from services.texts import counted, number


def short_projection(stretch: Stretch, *, with_year: bool = True) -> str:
    """Where a stretch would end, in a few words for a table."""
    if stretch.projection is None:
        return "ya terminó" if stretch.is_over else "faltan meses"
    value = number(stretch.projection.value)
    return f"{value} en {stretch.last.year}" if with_year else value


def spoken_projection(goal: Goal, stretch: Stretch) -> str:
    """Where a stretch would end at this pace, and what that rests on."""
    name = stretch_name(stretch)
    if stretch.is_over:
        return f"{name.capitalize()} ya terminó: no hay nada que proyectar."
    found = stretch.projection
    if found is None:
        have = counted(stretch.months, "mes con cifras", "meses con cifras")
        return f"Todavía no se puede proyectar {name}: hay {have} y hacen falta al menos {FEWEST_MONTHS}."
    sentence = (
        f"Al ritmo de {_basis(found)}, {name} terminaría en {number(found.value)} {goal.data.unit}{_pace(goal, found)}"
    )
    return ". ".join([sentence, *_caveats(found), _verdict(stretch, found)])


def stretch_name(stretch: Stretch) -> str:
    """A year or a plan: ``el año 2021``, ``el plan 2020–2023``."""
    first, last = stretch.first.year, stretch.last.year
    return f"el año {first}" if first == last else f"el plan {first}–{last}"


def spoken_progress(goal: Goal, stretch: Stretch) -> str:
    """What is reached and missing of a stretch."""
    name = stretch_name(stretch).capitalize()
    if stretch.value is None:
        return f"{name}: sin datos."
    have = f"{name}: {number(stretch.value)} {goal.data.unit}"
    unplaced = sum(each.unplaced for each in goal.months_of(stretch))
    doubt = f" {_unplaced(unplaced)}." if unplaced else ""
    if stretch.target is None or stretch.missing is None:
        return f"{have}, sin una meta propia.{doubt}"
    met = "la meta está cumplida" if goal.data.is_cumulative else "hoy la meta se cumple"
    rest = f"faltan {number(stretch.missing)}" if stretch.missing else met
    return f"{have} de {number(stretch.target)} ({stretch.percent} %); {rest}.{doubt}"


def _unplaced(quantity: int) -> str:
    """Certifications of which nobody can tell whether they count, and why."""
    if quantity == 1:
        return "No se sabe si cuenta 1 certificación: su actividad está cancelada o no se ha recibido"
    return f"No se sabe si cuentan {number(quantity)} certificaciones: su actividad está cancelada o no se ha recibido"


def _basis(found: Projection) -> str:
    months = counted(found.months, "mes con cifras", "meses con cifras")
    return f"{months} (el último, {found.last.name})"


def _pace(goal: Goal, found: Projection) -> str:
    if goal.data.is_cumulative:
        return f", a {number(found.pace)} por mes"
    return ", como está ahora" if not found.pace else ""


def _caveats(found: Projection) -> list[str]:
    said = []
    if found.partial:
        said.append(f"{counted(found.partial, 'de esos meses está incompleto', 'de esos meses están incompletos')}")
    if found.gaps:
        said.append(f"No suma {counted(found.gaps, 'mes anterior', 'meses anteriores')} sin cifras")
    return said


def _verdict(stretch: Stretch, found: Projection) -> str:
    if stretch.target is None:
        return "No hay una meta con la que compararlo."
    if found.value >= stretch.target:
        return f"Alcanzaría la meta de {number(stretch.target)}."
    return f"No alcanzaría la meta de {number(stretch.target)}: faltarían {number(stretch.target - found.value)}."
