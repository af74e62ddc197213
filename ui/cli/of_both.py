"""The orders of both kinds of profile."""

import sys
from pathlib import Path

from ui.call import profile_folder
from ui.cli.parsing import Arguments, Orders, Parser, new_order
from ui.cli.profile import (
    NEW_PASSPHRASE_VARIABLE,
    asked_passphrase,
    new_passphrase,
    opened,
    opened_by,
    own_passphrase,
)
from ui.cli.telling import DONE, REFUSED


def add_common_orders(orders: Orders) -> None:
    """Add them to the parser."""
    parser = new_order(orders, "iniciar", _create, "crea el perfil de un punto o de la coordinación")
    roles = parser.add_subparsers(dest="role", metavar="punto|coordinacion", required=True, parser_class=Parser)
    for role, text in (("punto", "crea el perfil de un punto"), ("coordinacion", "crea el de la coordinación")):
        parser = roles.add_parser(role, help=text, description=text, allow_abbrev=False)
        parser.add_argument("--sin-clave", action="store_true", help="sin clave, para ensayos y pruebas")
        parser.add_argument("--listas", metavar="ARCHIVO", type=Path, help="las listas de su municipio")
        if role == "punto":
            parser.add_argument("point", metavar="CODIGO", help="código del punto")
        else:
            parser.set_defaults(point="")
    parser = new_order(orders, "informe", _report, "escribe el informe de un periodo")
    parser.add_argument("period", metavar="PERIODO")
    parser.add_argument("--formato", choices=["pdf", "docx", "xlsx", "csv", "json"], required=True)
    parser.add_argument("--salida", metavar="ARCHIVO", type=Path, required=True)
    parser = new_order(orders, "listas", _lists, "muestra las listas, o toma las de un archivo")
    parser.add_argument("file", metavar="ARCHIVO", nargs="?", type=Path, help="el que escribe la coordinación")
    parser.add_argument("--simular", action="store_true", help="dice lo que cambiaría y no cambia nada")
    parser.add_argument("--salida", metavar="ARCHIVO", type=Path, help="las guarda en un archivo, para los puntos")
    parser = new_order(orders, "respaldar", _back_up, "escribe un respaldo")
    parser.add_argument("folder", metavar="CARPETA", type=Path)
    parser = new_order(orders, "restaurar", _restore, "pone un respaldo en el lugar del perfil")
    parser.add_argument("file", metavar="ARCHIVO", type=Path)
    new_order(orders, "cambiar-clave", _change_passphrase, "cambia su clave, también con el código impreso")
    new_order(orders, "verificar", _verify, "revisa la integridad del almacén")
    parser = new_order(orders, "rastro", _save_trail, "guarda el rastro de cambios y dice si está entero")
    parser.add_argument("file", metavar="ARCHIVO", type=Path, help="termina en .csv o en .xlsx")
    for name, run, text in (
        ("manual", _write_manual, "escribe el manual en PDF"),
        ("cartel", _write_wall_card, "escribe el cartel para la pared en PDF, con las teclas"),
    ):
        parser = new_order(orders, name, run, text)
        parser.add_argument("file", metavar="ARCHIVO", type=Path, help="termina en .pdf")


def _create(arguments: Arguments) -> int:
    from services import municipality, profiles
    from services.words import Role

    folder = profile_folder(arguments.perfil)
    profiles.refuse_existing(folder)
    city = municipality.read(arguments.listas) if arguments.listas else None
    passphrase = None if arguments.sin_clave else new_passphrase()
    profiles.create(folder, Role(arguments.role), arguments.point, passphrase, own_city=city).close()
    print(f"Perfil creado en {folder}")
    return DONE


def _change_passphrase(arguments: Arguments) -> int:
    from services.settings import change_passphrase

    own = own_passphrase(arguments)
    with opened_by(arguments, own, even_by_code=True) as workspace:
        change_passphrase(workspace, own, new_passphrase(NEW_PASSPHRASE_VARIABLE))
    print("La clave cambió; los respaldos de antes se abren con la de entonces.")
    return DONE


def _report(arguments: Arguments) -> int:
    from services.periods import Period
    from services.report.compile import compile_report
    from services.report.save import ReportFormat, save_report

    with opened(arguments) as workspace:
        report = compile_report(workspace, Period.parse(arguments.period))
    save_report(report, ReportFormat(arguments.formato), arguments.salida)
    print(arguments.salida)
    return DONE


def _lists(arguments: Arguments) -> int:
    from services.list_file import lists_text, look_at_lists, take_lists, write_lists

    with opened(arguments) as workspace:
        if arguments.file is not None:
            taking = (look_at_lists if arguments.simular else take_lists)(workspace, arguments.file)
            print(*(taking.changes or ["Nada cambia: las listas ya dicen lo mismo."]), sep="\n")
        if arguments.salida is not None:
            write_lists(workspace, arguments.salida)
            print(arguments.salida)
        elif arguments.file is None:
            print(lists_text(workspace), end="")
    return DONE


def _back_up(arguments: Arguments) -> int:
    from services.settings import back_up_now

    with opened(arguments) as workspace:
        path = back_up_now(workspace, arguments.folder.absolute())
    print(path)
    return DONE


def _restore(arguments: Arguments) -> int:
    from services.backups import backup_needs_passphrase, restore

    passphrase = asked_passphrase("Clave: ") if backup_needs_passphrase(arguments.file) else None
    restored = restore(profile_folder(arguments.perfil), arguments.file, passphrase)
    restored.workspace.close()
    kept = f" El almacén anterior quedó en {restored.replaced}." if restored.replaced else ""
    print(f"Respaldo restaurado; empieza la época {restored.epoch}.{kept}")
    return DONE


def _save_trail(arguments: Arguments) -> int:
    from services.trail_export import save_trail

    with opened(arguments) as workspace:
        chain = save_trail(workspace, arguments.file)
    print(chain, file=sys.stdout if chain.broken is None else sys.stderr)
    print(arguments.file)
    return DONE if chain.broken is None else REFUSED


def _verify(arguments: Arguments) -> int:
    from services.backups import verify
    from services.texts import counted

    with opened(arguments) as workspace:
        problems = verify(workspace)
    if problems:
        found = f"El almacén tiene {counted(len(problems), 'problema', 'problemas')}; con cada uno se dice qué hacer."
        print(found, *(f"- {problem}." for problem in problems), sep="\n", file=sys.stderr)
        return REFUSED
    print("El almacén está íntegro.")
    return DONE


def _write_manual(arguments: Arguments) -> int:
    from services.manual import write_manual

    write_manual(arguments.file)
    print(arguments.file)
    return DONE


def _write_wall_card(arguments: Arguments) -> int:
    from services.manual import write_card

    write_card(arguments.file)
    print(arguments.file)
    return DONE
