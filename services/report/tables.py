"""The tables of the quarterly "Informe de Gestión", the same for every screen and file."""

from dataclasses import replace

from models.vocabulary import Facet, Gender, Measure, Medium, Modality, Role, Tax
from services.periods import Month
from services.report.activity_tables import activities_by_axis, activities_by_kind, activity_list, of_strategy
from services.report.comparison import comparison, loaded_from
from services.report.compile import Report
from services.report.cube import Cube
from services.report.figures import Figures
from services.report.monthly import by_months, crossed, monthly
from services.report.prose import NO_GAPS, Gaps, paragraph
from services.report.table import Cell, Table, known, make_table, sliced, split
from services.texts import counted
from services.words import PLURALS

AL_PUNTO = "al-punto"
EN_TIC_CONFIO = "en-tic-confio"
CAVEATS = {Role.POINT: "Son cifras provisionales.", Role.COORDINATION: "Son cifras parciales."}
LACKING = {Role.POINT: "Faltan por cerrar datos de", Role.COORDINATION: "Faltan datos de"}


def report_tables(report: Report) -> tuple[Table, ...]:
    """Every table of the report, in its order."""
    figures = report.figures
    source, gaps = _source(report), _gaps(report)
    tables = (
        _attentions(figures),
        _certifications(figures),
        activities_by_kind(figures),
        _by_point(figures),
        _taxes(figures, Tax.PROPERTY),
        _prints(figures, Tax.PROPERTY),
        _taxes(figures, Tax.BUSINESS),
        _prints(figures, Tax.BUSINESS),
        _by_gender(figures),
        activities_by_axis(figures),
        of_strategy(figures, AL_PUNTO, "Actividades de «¡Al punto! con los Puntos Digitales»"),
        of_strategy(figures, EN_TIC_CONFIO, "Actividades de «En TIC confío»"),
        activity_list(figures),
    )
    compared = replace(comparison(report.comparison), source=f"{source} {loaded_from(report.comparison)}".strip())
    return tuple(
        replace(table, source=table.source or source, text=paragraph(table, gaps)) for table in (*tables, compared)
    )


def _gaps(report: Report) -> Gaps:
    """What lacks in the figures: the months and points of which any month is owed, and months that go on."""
    figures = report.figures
    if not figures.missing and not figures.ahead:
        return NO_GAPS
    names = {site.code: site.name for site in figures.sites}
    months = {each.month for each in figures.missing} | (figures.told_months & set(figures.ahead))
    return Gaps(
        CAVEATS[report.role],
        LACKING[report.role],
        frozenset(Month.parse(month).name.capitalize() for month in months),
        frozenset(names.get(each.point, each.point) for each in figures.missing),
    )


def _source(report: Report) -> str:
    line = f"Fuente: {report.author}, {report.office}, {report.figures.period.name}."
    if report.figures.ahead:
        line = f"{line} {unfinished(report.figures)}."
    missing = len(report.figures.missing)
    if not missing:
        return line
    if report.role is Role.POINT:
        return f"{line} Cifras provisionales: {counted(missing, 'mes', 'meses')} sin cerrar."
    verb = "falta" if missing == 1 else "faltan"
    return f"{line} Cifras parciales: {verb} {counted(missing, 'mes', 'meses')} (véase el anexo)."


def unfinished(figures: Figures) -> str:
    """That a period goes on, and how far it is."""
    ended = [month for month in figures.months if month not in figures.ahead]
    until = f": va hasta {Month.parse(ended[-1]).name}" if ended else ""
    return f"El periodo no ha terminado{until}"


def _by_month(
    figures: Figures,
    key: str,
    title: str,
    measure: Measure,
    cube: Cube,
    words: type[Modality] | type[Medium],
) -> Table:
    dimension = "medium" if words is Medium else "modality"

    values = crossed(cube, dimension, tuple(words))
    columns = ("Mes", *(PLURALS[word] for word in words), "Total")
    table = make_table(key, title, columns, monthly(figures, values), has_total=True)
    facet = Facet.MEDIUM if words is Medium else Facet.MODALITY
    return sliced(table, by_months(figures), split(figures.part(measure), facet, words))


def _attentions(figures: Figures) -> Table:
    title = "Atenciones por mes y modalidad"
    return _by_month(figures, "atenciones", title, Measure.ATTENTIONS, figures.attentions, Modality)


def _taxes(figures: Figures, tax: Tax) -> Table:
    title = f"Atenciones de {_tax_name(tax)} por mes y modalidad"
    measure = Measure.BUSINESS_TAX if tax is Tax.BUSINESS else Measure.PROPERTY_TAX
    return _by_month(figures, f"{tax}-atenciones", title, measure, figures.tax_attentions(tax), Modality)


def _prints(figures: Figures, tax: Tax) -> Table:
    title = f"Impresiones de {_tax_name(tax)} por mes y medio"
    measure = Measure.BUSINESS_PRINTS if tax is Tax.BUSINESS else Measure.PROPERTY_PRINTS
    return _by_month(figures, f"{tax}-impresiones", title, measure, figures.prints.only(tax=tax), Medium)


def _tax_name(tax: Tax) -> str:
    return "ICA" if tax is Tax.BUSINESS else "predial"


def _certifications(figures: Figures) -> Table:
    values = crossed(figures.certifications, "gender", tuple(Gender))
    columns = ("Mes", *(PLURALS[gender] for gender in Gender), "Total")
    title = "Certificaciones por mes"
    table = make_table("certificaciones", title, columns, monthly(figures, values), has_total=True)
    return sliced(table, by_months(figures), split(figures.part(Measure.CERTIFICATIONS), Facet.GENDER, Gender))


def _by_point(figures: Figures) -> Table:
    cubes, held = (figures.attentions, figures.certifications), figures.held_points
    counts = [cube.by("point") for cube in cubes]
    rows: list[tuple[Cell, ...]] = [
        (site.name, *(known(each[site.code], is_held=site.code in held) for each in counts)) for site in figures.sites
    ]
    rows.append(("Total", *(known(cube.total, is_held=bool(held)) for cube in cubes)))
    columns = ("Punto", "Atenciones", "Certificaciones")
    table = make_table("puntos", "Atenciones y certificaciones por punto", columns, rows, has_total=True)
    parts = [figures.part(measure) for measure in (Measure.ATTENTIONS, Measure.CERTIFICATIONS)]
    return sliced(table, [*(((Facet.POINT, site.code),) for site in figures.sites), ()], [None, *parts])


def _by_gender(figures: Figures) -> Table:
    values = crossed(figures.attentions, "gender", tuple(Gender))
    columns = ("Mes", *(PLURALS[gender] for gender in Gender), "Total")
    table = make_table("genero", "Atenciones por mes y género", columns, monthly(figures, values), has_total=True)
    return sliced(table, by_months(figures), split(figures.part(Measure.ATTENTIONS), Facet.GENDER, Gender))
