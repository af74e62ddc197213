"""The report as JSON, in the shape that other programs of the office read."""

import json
from pathlib import Path
from typing import Any

from models.vocabulary import ActivityKind, Gender, Medium, Modality, Tax
from services.report.compile import Report
from services.report.cube import Cube
from services.report.figures import Figures


def write_json(report: Report, path: Path) -> None:
    """Write a report as JSON."""
    path.write_bytes(report_json(report))


def report_json(report: Report) -> bytes:
    """UTF-8 JSON of a report; the same store gives the same bytes."""
    figures = report.figures
    document = {
        "periodo": str(figures.period),
        "meses": list(figures.months),
        "faltantes": [{"punto": each.point, "mes": each.month} for each in figures.missing],
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
        "comparacion": [
            {
                "periodo": str(each.period),
                "atenciones": each.attentions,
                "certificaciones": each.certifications,
                "actividades": each.activities,
                "predial": each.property_tax,
                "ica": each.business_tax,
            }
            for each in report.comparison
        ],
        "conciliacion": [
            {
                "formula": check.formula,
                "primera": check.left,
                "segunda": check.right,
                "cumple": check.holds,
            }
            for check in report.checks
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def _split(cube: Cube, dimension: str, words: type[Modality] | type[Medium]) -> dict[str, int]:
    return {word.value: cube.by(dimension)[word] for word in words} | {"total": cube.total}


def _split_by_month(
    figures: Figures, cube: Cube, dimension: str, words: type[Modality] | type[Medium]
) -> dict[str, dict[str, int]]:
    return {month: _split(cube.only(month=month), dimension, words) for month in figures.months}


def _by_point(figures: Figures, cube: Cube) -> dict[str, int]:
    return {site.code: cube.by("point")[site.code] for site in figures.sites}


def _activities(figures: Figures) -> dict[str, Any]:
    kinds = [activity.kind for activity in figures.activities]
    return {kind.value: kinds.count(kind) for kind in ActivityKind} | {
        "total": len(kinds),
    }


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
