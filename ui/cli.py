"""The command line: the windows' twin, and how the office automates. It loads no window toolkit."""

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeAlias

if TYPE_CHECKING:
    from services.workspace import Workspace

Arguments = argparse.Namespace

DONE, REFUSED = 0, 1
PASSPHRASE_VARIABLE = "BITACORA_CLAVE"  # noqa: S105 - the name of a variable, no secret

EPILOG = """Sin orden se abre la ventana.
Los periodos se escriben 2021-01 (mes), 2021-T1 (trimestre), 2021-S1 (semestre) o 2021 (año)."""


class Parser(argparse.ArgumentParser):
    """A parser that speaks Spanish and leaves with 2 when the order is misspelt."""

    def error(self, message: str) -> NoReturn:  # noqa: ARG002 - argparse's own texts are English
        """Say how the order is written, and leave."""
        print(f"{self.format_usage()}Orden mal escrita; vea «{self.prog} --help».", file=sys.stderr)
        sys.exit(2)

    def format_usage(self) -> str:
        """The usage line, in Spanish."""
        return super().format_usage().replace("usage:", "uso:", 1)

    def format_help(self) -> str:
        """The help, in Spanish."""
        text = super().format_help().replace("usage:", "uso:", 1)
        for english, spanish in (
            ("positional arguments:", "órdenes y datos:"),
            ("options:", "opciones:"),
            ("show this help message and exit", "muestra esta ayuda"),
        ):
            text = text.replace(english, spanish)
        return text


def parse(argv: Sequence[str]) -> Arguments:
    """Read the command line; ``order`` is None when the window is wanted. Leaves with 2 on wrong usage."""
    parser = Parser(
        prog="main.py",
        description="Bitácora Puntos Digitales",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--perfil", type=Path, metavar="DIR", help="carpeta del perfil")
    orders = parser.add_subparsers(dest="order", metavar="ORDEN", parser_class=Parser)
    _add_point_orders(orders)
    _add_coordination_orders(orders)
    _add_common_orders(orders)
    arguments = parser.parse_args(argv)
    if arguments.order is None:
        arguments.run = None
    return arguments


def run(arguments: Arguments) -> int:
    """Carry out a parsed order; returns the exit code. Raises what ``services.errors.explain`` explains."""
    order: Callable[[Arguments], int] = arguments.run
    return order(arguments)


Orders: TypeAlias = "argparse._SubParsersAction[Parser]"  # noqa: SLF001 - argparse gives it no public name


def _order(orders: Orders, name: str, run: Callable[[Arguments], int], text: str) -> Parser:
    parser = orders.add_parser(name, help=text, description=text, allow_abbrev=False)
    parser.set_defaults(run=run)
    return parser


def _add_point_orders(orders: Orders) -> None:
    parser = _order(orders, "importar", _import, "importa un CSV: todas sus filas o ninguna")
    parser.add_argument("kind", metavar="TIPO", choices=["atenciones", "impresiones", "actividades", "certificaciones"])
    parser.add_argument("file", metavar="ARCHIVO", type=Path)
    parser.add_argument("--repetir", action="store_true", help="importa aunque las mismas filas ya estén")
    parser = _order(orders, "cerrar", _close, "cierra un mes")
    parser.add_argument("period", metavar="PERIODO")
    parser.add_argument("--sin-actividad", metavar="MOTIVO", help="declara que no hubo nada, y por qué")
    parser = _order(orders, "reabrir", _reopen, "reabre un mes cerrado")
    parser.add_argument("period", metavar="PERIODO")
    parser.add_argument("--motivo", metavar="M", required=True)
    parser = _order(orders, "exportar", _export, "escribe el consolidado firmado de un mes cerrado")
    parser.add_argument("period", metavar="PERIODO")
    parser.add_argument("folder", metavar="CARPETA", type=Path)
    parser = _order(orders, "tarjeta", _write_card, "escribe la tarjeta del punto")
    parser.add_argument("file", metavar="ARCHIVO", type=Path)
    parser = _order(orders, "acuse", _import_receipt, "importa un acuse: qué meses tiene la coordinación")
    parser.add_argument("file", metavar="ARCHIVO", type=Path)


def _add_coordination_orders(orders: Orders) -> None:
    parser = _order(orders, "autorizar", _accept_card, "acepta la tarjeta de un punto")
    parser.add_argument("file", metavar="ARCHIVO", type=Path)
    parser = _order(orders, "consolidar", _merge, "recibe consolidados de los puntos")
    parser.add_argument("files", metavar="ARCHIVO", type=Path, nargs="+")
    parser.add_argument("--simular", action="store_true", help="dice los veredictos y no cambia nada")
    parser.add_argument("--json", action="store_true")
    parser = _order(orders, "acuses", _write_receipts, "escribe un acuse por cada punto con meses recibidos")
    parser.add_argument("folder", metavar="CARPETA", type=Path)
    parser = _order(orders, "estado", _state, "dice qué meses hay y cuáles faltan")
    parser.add_argument("period", metavar="PERIODO", nargs="?")
    parser.add_argument("--json", action="store_true")
    parser = _order(orders, "datos-abiertos", _open_data, "escribe los datos abiertos de un periodo")
    parser.add_argument("period", metavar="PERIODO")
    parser.add_argument("--salida", metavar="RUTA", type=Path, required=True, help="carpeta nueva, o archivo .zip")
    parser.add_argument("--umbral", metavar="N", type=int, help="lo menor se calla; si falta, el de Ajustes")
    parser = _order(orders, "historia", _load_history, "carga totales mensuales de antes del programa")
    parser.add_argument("file", metavar="ARCHIVO", type=Path)
    parser.add_argument("--fuente", metavar="TEXTO", required=True, help="dónde se publicaron")
    parser.add_argument("--autor", metavar="NOMBRE", required=True, help="quién los carga")
    parser = _order(orders, "demo", _demo, "crea una coordinación con un trimestre de muestra")
    parser.add_argument("folder", metavar="DIR", type=Path)


def _add_common_orders(orders: Orders) -> None:
    parser = _order(orders, "iniciar", _create, "crea el perfil de un punto o de la coordinación")
    roles = parser.add_subparsers(dest="role", metavar="punto|coordinacion", required=True, parser_class=Parser)
    for role, text in (("punto", "crea el perfil de un punto"), ("coordinacion", "crea el de la coordinación")):
        parser = roles.add_parser(role, help=text, description=text, allow_abbrev=False)
        parser.add_argument("--sin-clave", action="store_true", help="sin clave, para ensayos y pruebas")
        if role == "punto":
            parser.add_argument("point", metavar="CODIGO", help="código del punto")
        else:
            parser.set_defaults(point="")
    parser = _order(orders, "informe", _report, "escribe el informe de un periodo")
    parser.add_argument("period", metavar="PERIODO")
    parser.add_argument("--formato", choices=["pdf", "docx", "xlsx", "csv", "json"], required=True)
    parser.add_argument("--salida", metavar="ARCHIVO", type=Path, required=True)
    parser = _order(orders, "respaldar", _back_up, "escribe un respaldo")
    parser.add_argument("folder", metavar="CARPETA", type=Path)
    parser = _order(orders, "restaurar", _restore, "pone un respaldo en el lugar del perfil")
    parser.add_argument("file", metavar="ARCHIVO", type=Path)
    _order(orders, "verificar", _verify, "revisa la integridad del almacén")


def profile_folder(arguments: Arguments) -> Path:
    """The folder given with ``--perfil``, or the platform's place for user data."""
    if arguments.perfil is not None:
        chosen: Path = arguments.perfil
        return chosen
    from platformdirs import user_data_path

    return user_data_path("BitacoraPuntosDigitales", appauthor=False)


def _passphrase(prompt: str) -> str:
    from services.errors import AppError

    given = os.environ.get(PASSPHRASE_VARIABLE)
    if given is not None:
        return given
    if not sys.stdin or not sys.stdin.isatty():
        msg = f"Este perfil tiene clave; escríbala en la variable {PASSPHRASE_VARIABLE} o use una terminal."
        raise AppError(msg)
    return getpass.getpass(prompt)


def _new_passphrase() -> str:
    from services.errors import AppError

    passphrase = _passphrase("Clave nueva (8 caracteres o más): ")
    if PASSPHRASE_VARIABLE not in os.environ and _passphrase("Otra vez: ") != passphrase:
        msg = "Las dos claves no son iguales; repita la orden."
        raise AppError(msg)
    return passphrase


@contextmanager
def _opened(arguments: Arguments) -> "Iterator[Workspace]":
    from services import profiles

    folder = profile_folder(arguments)
    passphrase = _passphrase("Clave: ") if profiles.needs_passphrase(folder) else None
    workspace = profiles.open_profile(folder, passphrase)
    try:
        yield workspace
    finally:
        workspace.close()


def _create(arguments: Arguments) -> int:
    from services import profiles
    from services.words import Role

    folder = profile_folder(arguments)
    profiles.refuse_existing(folder)
    passphrase = None if arguments.sin_clave else _new_passphrase()
    profiles.create(folder, Role(arguments.role), arguments.point, passphrase).close()
    print(f"Perfil creado en {folder}")
    return DONE


def _import(arguments: Arguments) -> int:
    from services.importing.run import ImportRefusedError, import_csv
    from services.texts import counted
    from services.words import ImportKind

    with _opened(arguments) as workspace:
        try:
            result = import_csv(workspace, ImportKind(arguments.kind), arguments.file, repeat=arguments.repetir)
        except ImportRefusedError as error:
            print(error, *error.bad, sep="\n", file=sys.stderr)
            return REFUSED
    if result.was_repeated:
        print(f"«{arguments.file.name}» ya se había importado; nada cambió (use --repetir para importarlo otra vez).")
    else:
        rows = counted(result.rows, "fila importada", "filas importadas")
        print(f"{rows} de «{arguments.file.name}».")
    return DONE


def _close(arguments: Arguments) -> int:
    from services.months import EmptyMonthError, close_month
    from services.periods import Month
    from services.texts import counted

    with _opened(arguments) as workspace:
        try:
            closed = close_month(workspace, Month.parse(arguments.period), arguments.sin_actividad)
        except EmptyMonthError as error:
            print(f"{str(error).rstrip('.')} (--sin-actividad MOTIVO).", file=sys.stderr)
            return REFUSED
    attentions = counted(closed.totals.atenciones, "atención", "atenciones")
    certified = counted(closed.totals.certificaciones, "certificación", "certificaciones")
    what = "sin actividad" if closed.zero_reason else f"{attentions}, {certified}"
    print(f"{closed.month.name.capitalize()} cerrado, revisión {closed.revision}: {what}.")
    return DONE


def _reopen(arguments: Arguments) -> int:
    from services.months import reopen_month
    from services.periods import Month

    month = Month.parse(arguments.period)
    with _opened(arguments) as workspace:
        reopen_month(workspace, month, arguments.motivo)
    print(f"{month.name.capitalize()} reabierto; al cerrarlo tendrá la revisión siguiente.")
    return DONE


def _export(arguments: Arguments) -> int:
    from services.months import export_month
    from services.periods import Month

    with _opened(arguments) as workspace:
        path = export_month(workspace, Month.parse(arguments.period), arguments.folder)
    print(path)
    return DONE


def _write_card(arguments: Arguments) -> int:
    from services.cards import write_card

    with _opened(arguments) as workspace:
        fingerprint = write_card(workspace, arguments.file)
    print(f"Huella para comparar por teléfono: {fingerprint}")
    print(arguments.file)
    return DONE


def _accept_card(arguments: Arguments) -> int:
    from services.cards import accept_card

    with _opened(arguments) as workspace:
        card = accept_card(workspace, arguments.file)
    verb = "autorizado" if card.is_new else "ya estaba autorizado"
    print(f"{card.point_name}: {verb}. Huella para comparar por teléfono: {card.fingerprint}")
    return DONE


def _merge(arguments: Arguments) -> int:
    from services.copies import protect
    from services.merging.receive import receive

    with _opened(arguments) as workspace:
        if not arguments.simular:
            protect(workspace)
        outcomes = receive(workspace, arguments.files, simulate=arguments.simular)
    if arguments.json:
        document = [
            {
                "archivo": str(outcome.file),
                "veredicto": outcome.verdict.value,
                "motivo": outcome.told or None,
                "punto": outcome.point or None,
                "periodo": outcome.period or None,
                "epoca": outcome.epoch or None,
                "revision": outcome.revision or None,
            }
            for outcome in outcomes
        ]
        print(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        for outcome in outcomes:
            print(f"{outcome.verdict.value:<10} {outcome.file.name}{f': {outcome.told}' if outcome.told else ''}")
    wrong = [outcome for outcome in outcomes if not outcome.is_fine]
    for outcome in wrong:
        print(f"«{outcome.file.name}» quedó {outcome.verdict.value}: {outcome.told}.", file=sys.stderr)
    return REFUSED if wrong else DONE


def _write_receipts(arguments: Arguments) -> int:
    from services.receipts import write_receipts

    with _opened(arguments) as workspace:
        written = write_receipts(workspace, arguments.folder, may_create=True)
    print(f"Huella para comparar por teléfono: {written.fingerprint}")
    print(*written.paths, sep="\n")
    return DONE


def _import_receipt(arguments: Arguments) -> int:
    from services.receipts import import_receipt

    with _opened(arguments) as workspace:
        imported = import_receipt(workspace, arguments.file)
    print(f"Huella de la coordinación para comparar por teléfono: {imported.fingerprint}")
    for month in imported.months:
        print(month.sentence, file=sys.stderr if month.is_disputed else sys.stdout)
    return REFUSED if any(month.is_disputed for month in imported.months) else DONE


def _report(arguments: Arguments) -> int:
    from services.periods import Period
    from services.report.compile import compile_report
    from services.report.save import ReportFormat, save_report

    with _opened(arguments) as workspace:
        report = compile_report(workspace, Period.parse(arguments.period))
    save_report(report, ReportFormat(arguments.formato), arguments.salida)
    print(arguments.salida)
    return DONE


def _state(arguments: Arguments) -> int:
    from services.completeness import board
    from services.periods import Period

    period = Period.parse(arguments.period) if arguments.period else None
    with _opened(arguments) as workspace:
        cells = board(workspace, period)
    if arguments.json:
        document = [
            {
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
            for cell in cells
        ]
        print(json.dumps(document, ensure_ascii=False, indent=1))
        return DONE
    for cell in cells:
        stamp = f" r{cell.revision} (época {cell.epoch})" if cell.revision else ""
        late = ", tarde" if cell.is_late else ""
        held = f", {cell.held} en espera de decisión" if cell.held else ""
        print(f"{cell.month}  {cell.point_name:<24} {cell.state.value}{stamp}{late}{held}")
    return DONE


def _open_data(arguments: Arguments) -> int:
    from services.open_data.notes import coverage_sentence
    from services.open_data.write import publish
    from services.periods import Period

    with _opened(arguments) as workspace:
        written = publish(workspace, Period.parse(arguments.period), arguments.salida, arguments.umbral)
    print(f"Cobertura: {coverage_sentence(written.coverage)}")
    print(f"Versión: {written.version}")
    print(written.path)
    return DONE


def _load_history(arguments: Arguments) -> int:
    from services.earlier import EarlierRefusedError, load_earlier, spoken_load

    with _opened(arguments) as workspace:
        try:
            loaded = load_earlier(workspace, arguments.file, arguments.fuente, arguments.autor)
        except EarlierRefusedError as error:
            print(error, *error.bad, sep="\n", file=sys.stderr)
            return REFUSED
    print(spoken_load(arguments.file.name, loaded))
    return DONE


def _demo(arguments: Arguments) -> int:
    from services.demo import build_demo

    build_demo(arguments.folder).close()
    print(f"Muestra lista; ábrala con --perfil {arguments.folder}")
    return DONE


def _back_up(arguments: Arguments) -> int:
    from services.backups import back_up

    with _opened(arguments) as workspace:
        path = back_up(workspace, arguments.folder)
    print(path)
    return DONE


def _restore(arguments: Arguments) -> int:
    from services.backups import backup_needs_passphrase, restore

    passphrase = _passphrase("Clave: ") if backup_needs_passphrase(arguments.file) else None
    restored = restore(profile_folder(arguments), arguments.file, passphrase)
    restored.workspace.close()
    kept = f" El almacén anterior quedó en {restored.replaced}." if restored.replaced else ""
    print(f"Respaldo restaurado; empieza la época {restored.epoch}.{kept}")
    return DONE


def _verify(arguments: Arguments) -> int:
    from services.backups import verify

    with _opened(arguments) as workspace:
        problems = verify(workspace)
    if problems:
        print(
            f"El almacén tiene problemas; restaure el último respaldo bueno: {'; '.join(problems)}.",
            file=sys.stderr,
        )
        return REFUSED
    print("El almacén está íntegro.")
    return DONE
