"""What is held of a person, as pages to read and hand over; loaded only when somebody asks for them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from services.people.held import Held, HeldAttendance
from services.report import styling
from services.texts import number
from services.words import label
from services.workspace import Workspace

TITLE = "Datos personales que guarda este punto"
NOTHING = "Nada."
ANSWER_LABELS = {
    "age_band": "edad",
    "disability": "discapacidad",
    "ethnicity": "pertenencia étnica",
    "conflict_victim": "víctima del conflicto",
    "commune": "comuna",
    "satisfaction": "satisfacción",
}
Rows = Sequence[Sequence[str]]


def write_pdf(workspace: Workspace, held: Held, path: Path) -> None:
    """Write the pages, A4; the same data at the same moment give the same bytes."""
    from reportlab.platypus import SimpleDocTemplate

    from services.report.write_letters import REGULAR, register_fonts
    from services.report.write_pdf_styles import MARGIN

    register_fonts()
    document = SimpleDocTemplate(
        str(path),
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title=TITLE,
        author=styling.writable(workspace.municipality.entidad),
        lang="es-CO",
        displayDocTitle=True,
        initialFontName=REGULAR,
        invariant=1,
    )
    document.build(list(_story(workspace, held)))


def _story(workspace: Workspace, held: Held) -> Iterator[Any]:
    from services.report.write_flow import sized

    city = workspace.municipality
    site = next((each.nombre for each in city.puntos if each.codigo == workspace.point), workspace.point)
    yield sized(city.entidad, 11, bold=True, colour=styling.ACCENT)
    yield sized(f"{city.dependencia} · Punto Digital {site}", 9.5, colour=styling.SOFT_TEXT, spaceAfter=26)
    yield sized(TITLE, 18, bold=True, spaceAfter=8)
    yield sized(_introduction(workspace), 9.5)
    for title, columns, rows in _sections(held):
        yield sized(title, 11, bold=True, spaceBefore=16, spaceAfter=6, keepWithNext=1)
        yield _grid(columns, rows) if rows else sized(NOTHING, 9.5)


def _introduction(workspace: Workspace) -> str:
    return (
        f"Expedido el {styling.long_date(workspace.today)} a petición de su titular (Ley 1581 de 2012, artículo 8). "
        "Esto es todo lo que guarda el punto; ningún dato personal sale de él."
    )


def _sections(held: Held) -> Iterator[tuple[str, tuple[str, ...], Rows]]:
    yield "Datos", ("Dato", "Lo que se guarda"), _facts(held)
    yield (
        "Autorizaciones",
        ("Texto", "Dada", "Retirada"),
        [(each.version, _day(each.given_at), _day(each.withdrawn_at)) for each in held.consents],
    )
    yield (
        "Atenciones",
        ("Fecha", "Servicio", "Detalle"),
        [
            (each.day.isoformat(), f"{each.service_name}, {label(each.modality).lower()}", details(each))
            for each in held.attendances
        ],
    )
    yield (
        "Cursos, talleres y charlas",
        ("Inicio", "Actividad", "Sesiones a las que vino"),
        [
            (each.starts_on.isoformat(), f"{label(each.kind)}: {each.title}", number(each.sessions))
            for each in held.enrolments
        ],
    )
    yield (
        "Certificaciones",
        ("Fecha", "Actividad", "Folio"),
        [
            (each.day.isoformat(), each.title, ", ".join(filter(None, (each.folio, each.issued_by, _void(each)))))
            for each in held.certifications
        ],
    )


def _facts(held: Held) -> Rows:
    data = held.data
    return (
        ("Documento", f"{label(data.document_type)} {data.document}"),
        ("Nombres", data.names),
        ("Apellidos", data.surnames),
        ("Género", label(data.gender)),
        ("Fecha de nacimiento", data.birth_date.isoformat() if data.birth_date else ""),
        ("Teléfono", data.phone or ""),
        ("Correo", data.email or ""),
        ("Registrada desde", _day(held.created_at)),
    )


def details(each: HeldAttendance) -> str:
    """What an attention says besides its service, in one line."""
    parts = [each.activity, each.note, f"impresiones: {number(each.copies)}" if each.copies else None]
    parts += [f"{ANSWER_LABELS[name]}: {label(value).lower()}" for name, value in each.answers]
    return "; ".join(filter(None, [*parts, _void(each)]))


def _void(each: Any) -> str | None:
    return f"anulada: {each.void_reason}" if each.void_reason else None


def _day(moment: datetime | None) -> str:
    return moment.astimezone().date().isoformat() if moment else ""


def _grid(columns: Sequence[str], rows: Rows) -> Any:
    from reportlab.lib.colors import HexColor
    from reportlab.platypus import Table

    from services.report.write_flow import OWN_FONT, Commands, sized
    from services.report.write_pdf_styles import WIDTH

    shares = (0.28, 0.72) if len(columns) == 2 else (0.16, 0.42, 0.42)  # noqa: PLR2004
    head = [sized(text, 8.5, bold=True, colour=styling.ACCENT) for text in columns]
    cells = [[sized(text, 8.5) for text in row] for row in rows]
    look: Commands = [
        OWN_FONT,
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("BACKGROUND", (0, 0), (-1, 0), HexColor(f"#{styling.SOFT_ACCENT}")),
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, HexColor(f"#{styling.LINE}")),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
    ]
    widths = [share * WIDTH for share in shares]
    # A note may be longer than a page: its row goes on on the next one.
    return Table([head, *cells], colWidths=widths, style=look, repeatRows=1, splitInRow=1)
