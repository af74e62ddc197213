"""How reception tells in words what files are, why they wait and what a decision does."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from services.earlier import ReplacedMonth
from services.fingerprints import named
from services.merging.compare import Comparison, Difference, Figure, Side
from services.merging.decide import TWO_COMPUTERS, Decided, HeldKind, HeldPackage, Move
from services.merging.outcome import Outcome, Verdict
from services.periods import Month
from services.report.slices import spoken_runs
from services.texts import counted, number
from services.words import Decision, PackageStatus
from ui.kit.moments import moment
from ui.kit.paths import breakable

VERDICTS = {
    Verdict.NEW: "Nuevo: se agrega",
    Verdict.SAME: "Igual: ya está",
    Verdict.REPLACES: "Reemplaza al anterior",
    Verdict.OLDER: "Anterior: se archiva",
    Verdict.HELD: "Retenido: decida usted",
    Verdict.REJECTED: "Rechazado",
}
DONE = {
    **VERDICTS,
    Verdict.NEW: "Nuevo: se agregó",
    Verdict.REPLACES: "Reemplazó al anterior",
    Verdict.OLDER: "Anterior: se archivó",
    Verdict.SAME: "Igual: ya estaba",
}
_QUANTITIES = {
    Verdict.NEW: ("nuevo", "nuevos"),
    Verdict.REPLACES: ("reemplaza", "reemplazan"),
    Verdict.SAME: ("igual", "iguales"),
    Verdict.OLDER: ("anterior", "anteriores"),
    Verdict.HELD: ("retenido", "retenidos"),
    Verdict.REJECTED: ("rechazado", "rechazados"),
}
ONE_COMPUTER = (
    "Después deje uno solo trabajando: en él renueven la firma («Ajustes», «Este punto») y revoque usted la anterior."
)
_EXPLANATIONS = {
    HeldKind.CONFLICT: "Dos archivos con la misma revisión dicen cosas distintas. Suele pasar cuando el punto trabaja "
    "en dos computadores, o cuando copió la carpeta del programa a otro. Llame al punto, pregunte cuál de los dos "
    f"computadores es el suyo y acepte el archivo que salió de él. {ONE_COMPUTER}",
    HeldKind.CHOSEN_OTHER: "Usted ya había elegido otro archivo con esta misma revisión y llegó uno distinto. Suele "
    f"ser el otro computador del punto, que sigue exportando. Llame al punto antes de cambiar lo que decidió. "
    f"{ONE_COMPUTER}",
    HeldKind.NEW_EPOCH: "El punto empezó una época nueva: restauró su programa de un respaldo, por ejemplo porque "
    "cambió de computador o se le dañó el disco. Lo que registró después de ese respaldo puede faltar. Acéptelo si el "
    "punto confirma que restauró y que volvió a registrar lo que faltaba.",
    HeldKind.JUMP: "El número de revisión salta mucho de una vez. Suele pasar cuando el punto reabrió y cerró el mes "
    "muchas veces sin enviarlo, o cuando alguien ensayó con él. Acéptelo si el punto confirma que es su último cierre.",
    HeldKind.FORK: "La revisión que sigue no se hizo a partir de esta. Suele pasar cuando la carpeta del programa se "
    "copió a otro computador y los dos cierran los meses del punto. Llame al punto, pregunte cuál de los dos sigue y "
    f"descarte la que no salió de él. {ONE_COMPUTER}",
    HeldKind.STRAY: "No se hizo a partir de la revisión anterior que usted tiene, o sale de una que tampoco. Suele "
    "pasar cuando la carpeta del programa se copió a otro computador y los dos cierran los meses del punto. Llame al "
    f"punto, pregunte cuál de los dos sigue y acepte o descarte esta. {ONE_COMPUTER}",
    HeldKind.REVOKED: "Usted revocó su firma y este archivo no era entonces el del mes: no entra a las "
    "cifras por sí solo. Descártelo si esa firma la tiene otra persona. Si el punto confirma que el archivo es suyo, "
    "pídaselo otra vez con la firma nueva o acepte este.",
}
TOTALS = 5
"""The rows of totals that come first in a comparison."""
MOST_NAMED = 4
KINDS = {
    HeldKind.CONFLICT: "Misma revisión, otro contenido",
    HeldKind.CHOSEN_OTHER: "Contradice al que usted eligió",
    HeldKind.NEW_EPOCH: "Época nueva: punto restaurado",
    HeldKind.JUMP: "Salto de revisiones",
    HeldKind.FORK: "La siguiente no sale de esta",
    HeldKind.STRAY: "No sale de la anterior",
    HeldKind.REVOKED: "Su firma fue revocada",
}
MOST_EFFECTS = 3
DECISIONS = {Decision.ACCEPT: "Aceptado", Decision.DISCARD: "Descartado"}
NO_DATA = "sin datos"


def verdict(outcome: Outcome, *, is_done: bool = False) -> str:
    """What a file is, or with ``is_done`` what became of it."""
    if outcome.verdict is Verdict.SAME and outcome.reason:
        return "Igual: usted lo descartó"
    if outcome.counting:
        return f"Igual: ya está archivado; {outcome.counting}"
    return (DONE if is_done else VERDICTS)[outcome.verdict]


def file_names(outcomes: Sequence[Outcome]) -> dict[Path, str]:
    """The names of files, with their folders where several of the list are called alike."""
    alike: dict[str, set[Path]] = {}
    for each in outcomes:
        alike.setdefault(each.file.name, set()).add(each.file)
    found: dict[Path, str] = {}
    for name, files in alike.items():
        folders = Counter(file.parent.name for file in files)
        for file in files:
            folder = file.parent.name if folders[file.parent.name] == 1 else file.parent
            found[file] = name if len(files) == 1 else f"{name}, en {folder}"
    return found


def effects(outcomes: Sequence[Outcome]) -> str:
    """What the files do to the figures besides what their verdicts say, in sentences; "" if nothing."""
    found = list(dict.fromkeys(each.effect for each in outcomes if each.effect))
    told = [f"{each[:1].upper()}{each[1:]}." for each in found[:MOST_EFFECTS]]
    more = len(found) - len(told)
    return " ".join([*told, f"Y en {counted(more, 'mes', 'meses')} más cambia lo que cuenta."] if more else told)


def if_merged(outcomes: Sequence[Outcome]) -> str:
    """What the files would do to the figures besides what their verdicts say; "" if nothing."""
    told = effects(outcomes)
    return f"Si consolida: {told[:1].lower()}{told[1:]}" if told else ""


def done(outcomes: Sequence[Outcome]) -> str:
    """What a merge did."""
    archived = (Verdict.NEW, Verdict.REPLACES, Verdict.OLDER)
    what = "Consolidado." if any(each.verdict in archived for each in outcomes) else "No se consolidó nada:"
    return " ".join(filter(None, (what, f"{summary(outcomes)}.", effects(outcomes))))


def summary(outcomes: Sequence[Outcome]) -> str:
    """How many files there are and what they are."""
    counts = [(sum(each.verdict is verdict for each in outcomes), names) for verdict, names in _QUANTITIES.items()]
    listed = ", ".join(counted(quantity, *names) for quantity, names in counts if quantity)
    return f"{counted(len(outcomes), 'archivo', 'archivos')}: {listed}"


def history_note(replaced: Sequence[ReplacedMonth], *, is_done: bool) -> str:
    """What becomes, or with ``is_done`` became, of loaded figures whose months get their first packages."""
    if not replaced:
        return ""
    months = spoken_runs(each.month for each in replaced).replace("; ", " y de ")
    fewest = min(replaced, key=lambda each: each.points / each.expected)
    there = f"{number(fewest.points)} de {counted(fewest.expected, 'punto', 'puntos')}"
    if len(replaced) > 1:
        there = f"en {Month.parse(fewest.month).name}, el mes con menos, {there}"
    told = (
        "había cifras cargadas y ya no cuentan" if is_done else "hay cifras cargadas; al consolidar dejarán de contar"
    )
    return f"De {months} {told}: de ahí en adelante cuentan los consolidados ({there})."


def stamp(held: HeldPackage) -> str:
    """Which package this is."""
    return f"{held.point_name}, {Month.parse(held.period).name}, revisión {held.revision}"


def why(held: HeldPackage) -> str:
    """Why a package waits, in a sentence, and that its key was revoked whatever else it waits for."""
    besides = "" if held.kind is HeldKind.REVOKED or not held.is_key_revoked else " Además, su firma fue revocada."
    return f"{held.reason[:1].upper()}{held.reason[1:]}.{besides}"


def kind(held: HeldPackage) -> str:
    """Why a package waits, in a few words for the list."""
    return KINDS[held.kind] if held.kind else held.reason


def two_computers(held: Sequence[HeldPackage]) -> str:
    """The points of which two computers send months, as what waits shows; "" if nothing does."""
    names = dict.fromkeys(each.point_name for each in held if each.kind in TWO_COMPUTERS)
    return f"Dos computadores del mismo punto: {', '.join(names)}." if names else ""


def explanation(held: HeldPackage) -> str:
    """What usually explains that a package is held, and what to do."""
    return _EXPLANATIONS[held.kind] if held.kind else ""


def side_text(side: Side | None, absent: str) -> str:
    """The facts of a side: its stamp and arrival, its file and key."""
    if side is None:
        return absent
    arrival = f"recibido el {moment(side.arrived_at)}" if side.arrived_at else "sin consolidar todavía"
    stamp = f"Revisión {side.revision}, época {side.epoch}, {arrival}"
    return f"{stamp}\n{breakable(side.file_name)}, firma {named(side.fingerprint)}"


def figure(value: Figure) -> str:
    """A side of a difference as people read it."""
    match value:
        case None:
            return NO_DATA
        case int():
            return number(value)
        case str():
            return value


def change(row: Difference) -> str:
    """How much a row changes, with its sign; "" where there is nothing to subtract."""
    if row.change is None:
        return ""
    return f"{'+' if row.change > 0 else '−' if row.change < 0 else ''}{number(abs(row.change))}"


def comparison_summary(comparison: Comparison) -> str:
    """How much two sides differ, in a sentence."""
    if comparison.old is None:
        return "No hay otro archivo de este mes con que compararlo."
    cells = sum(row.before != row.now for row in comparison.rows[TOTALS:])
    if comparison.is_alike:
        return "Los dos dicen lo mismo; solo cambian sus sellos."
    return f"Totales y {counted(cells, 'dato distinto', 'datos distintos')}."


def consequence(held: HeldPackage, decision: Decision, moves: Sequence[Move]) -> str:
    """What a decision does, before it is taken; ``moves`` are what it would change."""
    parts = []
    if decision is Decision.ACCEPT and held.is_key_revoked:
        parts.append("Su firma fue revocada: acéptelo solo si el punto confirma que el archivo es suyo.")
    if decision is Decision.ACCEPT and held.kind is HeldKind.NEW_EPOCH:
        parts.append(f"Aprueba la época {held.epoch} para todos los meses de {held.point_name}.")
    parts.append(figures_of(moves))
    rivals = sum(move.after is PackageStatus.DISCARDED and move.id != held.id for move in moves)
    if rivals:
        parts.append(f"{counted(rivals, 'archivo queda descartado', 'archivos quedan descartados')} por contradecirlo.")
    if rivals or decision is Decision.DISCARD:
        parts.append("Lo descartado sigue en el archivo, con su motivo.")
    return " ".join(parts)


def reconsidering(decided: Decided, moves: Sequence[Move]) -> str:
    """What taking a decision back does, before it is taken back; ``moves`` are what it would change."""
    own = next((move.after for move in moves if move.id == decided.package), None)
    waiting = sum(move.after is PackageStatus.HELD and move.id != decided.package for move in moves)
    parts = ["Este archivo vuelve a esperar su decisión en «Retenidos»."] if own is PackageStatus.HELD else []
    if waiting:
        parts.append(f"También {counted(waiting, 'archivo queda esperando', 'archivos quedan esperando')}.")
    return " ".join([*parts, figures_of(moves), "La decisión de antes sigue escrita."])


def figures_of(moves: Sequence[Move]) -> str:
    """Which figures come into the report and which leave it."""
    enters = [move for move in moves if move.after is PackageStatus.CURRENT]
    out = [move for move in moves if move.before is PackageStatus.CURRENT and move.period not in _periods(enters)]
    comes = f"Entran al informe las cifras de {_named(enters)}." if enters else ""
    goes = f"Salen del informe las cifras de {_named(out)}." if out else ""
    return " ".join(filter(None, (comes, goes))) or "Las cifras del informe no cambian."


def decision(decided: Decided) -> str:
    """What was decided."""
    return "Se volvió a decidir" if decided.is_taken_back else DECISIONS[decided.decision]


def decider(decided: Decided) -> str:
    """Who decided, as a sentence before another; "" where an older program did not write it down."""
    if not decided.author:
        return ""
    return f"{'Lo retiró' if decided.is_taken_back else 'Lo decidió'} {decided.author}. "


def decided_stamp(decided: Decided) -> str:
    """Which package a decision is about."""
    return f"{decided.point_name}, {Month.parse(decided.period).name}, revisión {decided.revision}"


def _periods(moves: Sequence[Move]) -> set[str]:
    return {move.period for move in moves}


def _named(moves: Sequence[Move]) -> str:
    """The months of packages with their revisions: a few by name, many by number."""
    if len(moves) > MOST_NAMED:
        return counted(len(moves), "mes", "meses")
    named = [f"{Month.parse(move.period).name} (revisión {move.revision})" for move in moves]
    return f"{', '.join(named[:-1])} y {named[-1]}" if len(named) > 1 else named[0]
