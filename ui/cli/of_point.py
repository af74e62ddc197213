"""The orders of a point."""

import sys
from pathlib import Path

from ui.cli.parsing import Arguments, Orders, new_order
from ui.cli.profile import opened, opened_by, own_passphrase
from ui.cli.telling import DONE, REFUSED, tell_bad_rows, tell_fingerprint


def add_point_orders(orders: Orders) -> None:
    """Add them to the parser."""
    parser = new_order(orders, "importar", _import, "importa un CSV: todas sus filas o ninguna")
    parser.add_argument("kind", metavar="TIPO", choices=["atenciones", "impresiones", "actividades", "certificaciones"])
    parser.add_argument("file", metavar="ARCHIVO", type=Path)
    parser.add_argument("--repetir", action="store_true", help="importa aunque las mismas filas ya estén")
    parser = new_order(orders, "cerrar", _close, "cierra un mes")
    parser.add_argument("period", metavar="PERIODO")
    parser.add_argument("--sin-actividad", metavar="MOTIVO", help="declara que no hubo nada, y por qué")
    parser = new_order(orders, "reabrir", _reopen, "reabre un mes cerrado")
    parser.add_argument("period", metavar="PERIODO")
    parser.add_argument("--motivo", metavar="M", required=True)
    parser = new_order(orders, "exportar", _export, "escribe el consolidado firmado de un mes cerrado")
    parser.add_argument("period", metavar="PERIODO")
    parser.add_argument("folder", metavar="CARPETA", type=Path)
    parser = new_order(orders, "tarjeta", _write_card, "escribe la tarjeta del punto")
    parser.add_argument("file", metavar="ARCHIVO", type=Path)
    parser = new_order(orders, "renovar-clave", _rotate_key, "renueva la firma del punto y escribe su tarjeta nueva")
    parser.add_argument("file", metavar="ARCHIVO", type=Path)
    parser.add_argument("--motivo", metavar="M", required=True)
    parser = new_order(orders, "acuse", _import_receipt, "importa un acuse: qué meses tiene la coordinación")
    parser.add_argument("file", metavar="ARCHIVO", type=Path)
    parser = new_order(orders, "aceptar-rescate", _accept_recovery_card, "sella los respaldos a la coordinación")
    parser.add_argument("file", metavar="ARCHIVO", type=Path)
    parser.add_argument("--huella", metavar="PALABRAS", help="las diez que lee la coordinación; otra no se acepta")


def _import(arguments: Arguments) -> int:
    from services.importing.run import ImportRefusedError, import_csv
    from services.texts import counted
    from services.words import ImportKind

    with opened(arguments) as workspace:
        try:
            result = import_csv(workspace, ImportKind(arguments.kind), arguments.file, repeat=arguments.repetir)
        except ImportRefusedError as error:
            return tell_bad_rows(error, error.bad)
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

    with opened(arguments) as workspace:
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
    with opened(arguments) as workspace:
        reopen_month(workspace, month, arguments.motivo)
    print(f"{month.name.capitalize()} reabierto; al cerrarlo tendrá la revisión siguiente.")
    return DONE


def _export(arguments: Arguments) -> int:
    from services.months import export_month
    from services.periods import Month

    with opened(arguments) as workspace:
        path = export_month(workspace, Month.parse(arguments.period), arguments.folder)
    print(path)
    return DONE


def _write_card(arguments: Arguments) -> int:
    from services.cards import write_card

    with opened(arguments) as workspace:
        fingerprint = write_card(workspace, arguments.file)
    tell_fingerprint(fingerprint)
    print(arguments.file)
    return DONE


def _rotate_key(arguments: Arguments) -> int:
    from services.rotation import rotate_key, spoken_closings

    passphrase = own_passphrase(arguments)
    with opened_by(arguments, passphrase) as workspace:
        rotation = rotate_key(workspace, passphrase, arguments.motivo, arguments.file)
    tell_fingerprint(rotation.fingerprint)
    print("Hasta que la coordinación acepte la tarjeta nueva, rechazará los meses que se cierren desde ahora.")
    if rotation.without_receipt:
        print(spoken_closings(rotation))
    print(arguments.file)
    return DONE


def _import_receipt(arguments: Arguments) -> int:
    from services.receipts import import_receipt

    with opened(arguments) as workspace:
        imported = import_receipt(workspace, arguments.file)
    tell_fingerprint(imported.fingerprint, "Huella de la coordinación")
    for month in imported.months:
        print(month.sentence, file=sys.stderr if month.is_disputed else sys.stdout)
    return REFUSED if any(month.is_disputed for month in imported.months) else DONE


def _accept_recovery_card(arguments: Arguments) -> int:
    from services.recovery import accept_recovery_card, spoken_seal

    passphrase = own_passphrase(arguments)
    with opened_by(arguments, passphrase) as workspace:
        sealed = accept_recovery_card(workspace, passphrase, arguments.file, arguments.huella)
    tell_fingerprint(sealed.fingerprint, "Huella de la coordinación")
    print(spoken_seal(sealed))
    return DONE
