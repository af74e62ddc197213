"""The report as JSON, in the shape that other programs of the office read."""

import json
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from models.vocabulary import ActivityKind, Gender, Medium, Modality, Tax
from services.report.checks import Check
from services.report.compile import PeriodTotals, Report
from services.report.cube import Cube
from services.report.figures import Figures
from services.report.styling import NumberedTable, numbered_tables, writable
from services.report.table import Cell


def write_json(report: Report, path: Path) -> None:
    """Write a report as JSON."""
    path.write_bytes(report_json(report))


def report_json(report: Report) -> bytes:
    """UTF-8 JSON of a report; the same store gives the same bytes.

    The named counts are what was counted, always numbers: of the months in ``faltantes`` there is nothing in them.
    ``tablas`` has every table as it is shown, null where nothing is held.
    """
    figures = report.figures
    document = {
        "periodo": str(figures.period),
        "meses": list(figures.months),
        "faltantes": [{"punto": each.point, "mes": each.month} for each in figures.missing],
        "sin_terminar": list(figures.ahead),
        "atenciones": {
            "por_mes": _split_by_month(figures, figures.attentions, "modality", Modality),
            "total": _split(figures.attentions, "modality", Modality),
            "por_punto": _by_point(figures, figures.attentions),
            "por_genero": {gender.value: figures.attentions.by("gender")[gender] for gender in Gender},
        },
        "certificaciones": {
            "por_mes": {month: figures.certifications.by("month")[month] for month in figures.months},
            "por_punto": _by_point(figures, figures.certifications),
            "total": figures.certifications.total,
        },
        "actividades": _activities(figures),
        "predial": _tax(figures, Tax.PROPERTY),
        "ica": _tax(figures, Tax.BUSINESS),
        "participantes": sum(activity.participants for activity in figures.activities),
        "comparacion": [_totals(each) for each in report.comparison],
        "conciliacion": [_check(check) for check in report.checks],
        "tablas": [_table(numbered) for numbered in numbered_tables(report)],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def _totals(totals: PeriodTotals) -> dict[str, Any]:
    return {
        "periodo": str(totals.period),
        "atenciones": totals.attentions,
        "certificaciones": totals.certifications,
        "actividades": totals.activities,
        "predial": totals.property_tax,
        "ica": totals.business_tax,
    }


def _check(check: Check) -> dict[str, Any]:
    excuse = check.excuse
    return {
        "formula": writable(check.formula),
        "primera": check.left,
        "segunda": check.right,
        "cumple": check.holds,
        "justificacion": writable(excuse.text) if excuse else None,
        "autor": writable(excuse.author) if excuse else None,
        "fecha": excuse.written_at.date().isoformat() if excuse else None,
    }


def _table(numbered: NumberedTable) -> dict[str, Any]:
    """A table as every other format shows it; null where nothing is held."""
    table = numbered.table
    return {
        "tabla": table.key,
        "numero": numbered.number,
        "titulo": table.title,
        "texto": writable(table.text),
        "columnas": list(table.columns),
        "filas": [[_cell(cell) for cell in row] for row in table.rows],
        "fuente": writable(table.source),
    }


def _cell(cell: Cell) -> str | int | None:
    if isinstance(cell, date):
        return cell.isoformat()
    return writable(cell) if isinstance(cell, str) else cell


def _split(cube: Cube, dimension: str, words: type[StrEnum]) -> dict[str, int]:
    return {word.value: cube.by(dimension)[word] for word in words} | {"total": cube.total}


def _split_by_month(figures: Figures, cube: Cube, dimension: str, words: type[StrEnum]) -> dict[str, dict[str, int]]:
    return {month: _split(cube.only(month=month), dimension, words) for month in figures.months}


def _by_point(figures: Figures, cube: Cube) -> dict[str, int]:
    return {site.code: cube.by("point")[site.code] for site in figures.sites}


def _activities(figures: Figures) -> dict[str, int]:
    kinds = [activity.kind for activity in figures.activities]
    return {kind.value: kinds.count(kind) for kind in ActivityKind} | {"total": len(kinds)}


def _tax(figures: Figures, tax: Tax) -> dict[str, Any]:
    attentions, prints = figures.tax_attentions(tax), figures.prints.only(tax=tax)
    return {
        "atenciones": {
            "por_mes": _split_by_month(figures, attentions, "modality", Modality),
            "total": attentions.total,
        },
        "impresiones": {
            "por_mes": _split_by_month(figures, prints, "medium", Medium),
            "total": prints.total,
        },
    }
