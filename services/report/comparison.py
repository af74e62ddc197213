"""The table that sets a period beside earlier ones."""

from collections.abc import Sequence
from dataclasses import replace

from services.report.compile import HEADLINE, PeriodTotals
from services.report.slices import slice_of
from services.report.table import Table, make_table
from services.texts import counted

NO_FIGURES = "sin cifras"


def comparison(periods: Sequence[PeriodTotals]) -> Table:
    """The headline figures of each period, the reported one last, and where they come from.

    Of the reported one only what was recorded counts, as in the other tables; what is not known does not open.
    """
    rows = [
        (
            each.period.name.capitalize(),
            each.attentions,
            each.certifications,
            each.activities,
            each.property_tax,
            each.business_tax,
            _where_from(each),
        )
        for each in periods
    ]
    columns = (
        "Periodo",
        "Atenciones",
        "Certificaciones",
        "Actividades",
        "Atenciones de predial",
        "Atenciones de ICA",
        "De dónde sale",
    )
    table = make_table("comparacion", "Comparación con periodos anteriores", columns, rows)
    slices = tuple(
        (
            None,
            *(
                slice_of(measure, each.period.months, recorded=each is periods[-1]) if cell is not None else None
                for measure, cell in zip(HEADLINE, row[1:-1], strict=True)
            ),
            None,
        )
        for each, row in zip(periods, rows, strict=True)
    )
    return replace(table, slices=slices)


def loaded_from(periods: Sequence[PeriodTotals]) -> str:
    """A sentence with the sources of the figures that were loaded, if there are any."""
    named = dict.fromkeys(source for each in periods for source in each.sources)
    return f"Cifras cargadas: {'; '.join(source.rstrip('.') for source in named)}." if named else ""


def _where_from(totals: PeriodTotals) -> str:
    """Whether a period is of the program or of earlier totals, and what it lacks."""
    months = len(totals.period.months)
    if len(totals.absent) == months:
        return NO_FIGURES
    words = "cifras cargadas" if totals.earlier else "registros"
    if totals.earlier and len(totals.earlier) + len(totals.absent) < months:
        words = "registros y cifras cargadas"
    lacks = [f"sin {counted(len(totals.absent), 'mes', 'meses')}"] if totals.absent else []
    lacks += [f"sin {counted(totals.missing, 'mes de punto', 'meses de puntos')}"] if totals.missing else []
    return ", ".join([words, *lacks])
