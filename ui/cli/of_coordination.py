"""The orders of the coordination."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ui.cli.parsing import Arguments, Orders, new_order
from ui.cli.profile import NEW_PASSPHRASE_VARIABLE, new_passphrase, opened
from ui.cli.telling import DONE, REFUSED, tell_bad_rows, tell_fingerprint, tell_json

if TYPE_CHECKING:
    from services.completeness import MonthOfPoint
    from services.merging.outcome import Outcome


def add_coordination_orders(orders: Orders) -> None:
    """Add them to the parser."""
    parser = new_order(orders, "autorizar", _accept_card, "acepta la tarjeta de un punto")
    parser.add_argument("file", metavar="ARCHIVO", type=Path)
    parser.add_argument("--huella", metavar="PALABRAS", help="las diez que lee el punto; otra tarjeta no se acepta")
    parser = new_order(orders, "tarjeta-rescate", _write_recovery_card, "escribe la tarjeta de rescate para los puntos")
    parser.add_argument("file", metavar="ARCHIVO", type=Path)
    parser = new_order(orders, "rescatar", _rescue, "abre con una clave nueva el respaldo de un punto")
    parser.add_argument("file", metavar="RESPALDO", type=Path)
    parser.add_argument("folder", metavar="CARPETA", type=Path)
    parser = new_order(orders, "consolidar", _merge, "recibe consolidados de los puntos")
    parser.add_argument("files", metavar="ARCHIVO", type=Path, nargs="+")
    parser.add_argument("--simular", action="store_true", help="dice los veredictos y no cambia nada")
    parser.add_argument("--json", action="store_true")
    parser = new_order(orders, "acuses", _write_receipts, "escribe un acuse por cada punto con meses recibidos")
    parser.add_argument("folder", metavar="CARPETA", type=Path)
    parser = new_order(orders, "estado", _state, "dice qué meses hay y cuáles faltan")
    parser.add_argument("period", metavar="PERIODO", nargs="?")
    parser.add_argument("--json", action="store_true")
    parser = new_order(orders, "datos-abiertos", _open_data, "escribe los datos abiertos de un periodo")
    parser.add_argument("period", metavar="PERIODO")
    parser.add_argument("--salida", metavar="RUTA", type=Path, required=True, help="carpeta nueva, o archivo .zip")
    parser.add_argument("--umbral", metavar="N", type=int, help="lo menor se calla; si falta, el de Ajustes")
    parser = new_order(orders, "historia", _load_history, "carga totales mensuales de antes del programa")
    parser.add_argument("file", metavar="ARCHIVO", type=Path)
    parser.add_argument("--fuente", metavar="TEXTO", required=True, help="dónde se publicaron")
    parser.add_argument("--autor", metavar="NOMBRE", required=True, help="quién los carga")
    parser = new_order(orders, "demo", _demo, "crea una coordinación con un trimestre de muestra")
    parser.add_argument("folder", metavar="DIR", type=Path)
    parser.add_argument("--punto", metavar="CODIGO", help="la muestra de este punto, en vez de la coordinación")


def _accept_card(arguments: Arguments) -> int:
    from services.cards import accept_card
    from services.fingerprints import in_full

    with opened(arguments) as workspace:
        card = accept_card(workspace, arguments.file, arguments.huella)
    verb = "autorizado" if card.is_new else "ya estaba autorizado"
    print(f"{card.point_name}: {verb}. Huella para comparar por teléfono: {in_full(card.fingerprint)}")
    return DONE


def _write_recovery_card(arguments: Arguments) -> int:
    from services.recovery import write_recovery_card

    with opened(arguments) as workspace:
        fingerprint = write_recovery_card(workspace, arguments.file)
    tell_fingerprint(fingerprint)
    print(arguments.file)
    return DONE


def _rescue(arguments: Arguments) -> int:
    from services.rescue import look_at_backup, rescue, spoken_rescue

    with opened(arguments) as workspace:
        look_at_backup(workspace, arguments.file)
        rescued = rescue(workspace, arguments.file, arguments.folder, new_passphrase(NEW_PASSPHRASE_VARIABLE))
    print(spoken_rescue(rescued))
    print(rescued.path)
    return DONE


def _merge(arguments: Arguments) -> int:
    from services.copies import protect
    from services.merging.receive import receive

    with opened(arguments) as workspace:
        if not arguments.simular:
            protect(workspace)
        outcomes = receive(workspace, arguments.files, simulate=arguments.simular)
    if arguments.json:
        tell_json([_outcome_document(outcome) for outcome in outcomes])
    else:
        for outcome in outcomes:
            print(f"{outcome.verdict.value:<10} {outcome.file.name}{f': {outcome.told}' if outcome.told else ''}")
    wrong = [outcome for outcome in outcomes if not outcome.is_fine]
    for outcome in wrong:
        print(f"«{outcome.file.name}» quedó {outcome.verdict.value}: {outcome.told}.", file=sys.stderr)
    return REFUSED if wrong else DONE


def _outcome_document(outcome: "Outcome") -> Mapping[str, object]:
    return {
        "archivo": str(outcome.file),
        "veredicto": outcome.verdict.value,
        "motivo": outcome.told or None,
        "punto": outcome.point or None,
        "periodo": outcome.period or None,
        "epoca": outcome.epoch or None,
        "revision": outcome.revision or None,
    }


def _write_receipts(arguments: Arguments) -> int:
    from services.receipts import write_receipts

    with opened(arguments) as workspace:
        written = write_receipts(workspace, arguments.folder, may_create=True)
    tell_fingerprint(written.fingerprint)
    print(*written.paths, sep="\n")
    return DONE


def _state(arguments: Arguments) -> int:
    from services.completeness import board
    from services.periods import Period

    period = Period.parse(arguments.period) if arguments.period else None
    with opened(arguments) as workspace:
        cells = board(workspace, period)
    if arguments.json:
        tell_json([_cell_document(cell) for cell in cells])
        return DONE
    for cell in cells:
        stamp = f" r{cell.revision} (época {cell.epoch})" if cell.revision else ""
        late = ", tarde" if cell.is_late else ""
        held = f", {cell.held} en espera de decisión" if cell.held else ""
        print(f"{cell.month}  {cell.point_name:<24} {cell.state.value}{stamp}{late}{held}")
    return DONE


def _cell_document(cell: "MonthOfPoint") -> Mapping[str, object]:
    return {
        "punto": cell.point,
        "mes": cell.month,
        "estado": cell.state.value,
        "epoca": cell.epoch or None,
        "revision": cell.revision or None,
        "recibido": cell.received_at.isoformat() if cell.received_at else None,
        "motivo": cell.zero_reason,
        "retenidos": cell.held,
        "a_tiempo": cell.is_on_time,
    }


def _open_data(arguments: Arguments) -> int:
    from services.open_data.notes import coverage_sentence
    from services.open_data.write import publish
    from services.periods import Period

    with opened(arguments) as workspace:
        written = publish(workspace, Period.parse(arguments.period), arguments.salida, arguments.umbral)
    print(f"Cobertura: {coverage_sentence(written.coverage)}")
    print(f"Versión: {written.version}")
    print(written.path)
    return DONE


def _load_history(arguments: Arguments) -> int:
    from services.earlier import EarlierRefusedError, load_earlier, spoken_load

    with opened(arguments) as workspace:
        try:
            loaded = load_earlier(workspace, arguments.file, arguments.fuente, arguments.autor)
        except EarlierRefusedError as error:
            return tell_bad_rows(error, error.bad)
    print(spoken_load(arguments.file.name, loaded))
    return DONE


def _demo(arguments: Arguments) -> int:
    from services.demo import build_demo, build_point_demo

    if arguments.punto is None:
        build_demo(arguments.folder).close()
    else:
        build_point_demo(arguments.folder, arguments.punto).close()
    print(f"Muestra lista; ábrala con --perfil {arguments.folder}")
    return DONE
