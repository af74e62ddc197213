"""From the rows of a CSV of monthly totals to the totals of each month and measure."""

from collections.abc import Sequence

from models.vocabulary import Facet, Measure
from services.categories import Categories
from services.importing.cells import TOO_EARLY, CellReader, day_of
from services.importing.csv_file import Row
from services.periods import FIRST_YEAR, Month
from services.report.slices import FACETS
from services.report.styling import inert
from services.texts import fold
from services.words import label

COLUMNS = ("mes", "medida", "desglose", "categoria", "cantidad")

LARGEST_TOTAL = 100_000_000
"""As much as a package may have in one row: a whole network has more in a month than a point in a day."""

Subject = tuple[str, Measure]
"""A month and a measure: what a file gives, it gives whole."""
Totals = dict[tuple[str, str], int]
"""The quantities of a subject by facet and category, both "" for the total."""


class EarlierReader:
    """Turns rows into totals, and notes the bad cells."""

    def __init__(self, cells: CellReader, known: Categories) -> None:
        self._cells = cells
        self._measures = {_key(name): measure for measure in Measure for name in (measure.value, label(measure))}
        self._known = {
            facet: {_key(name): value for value, text in values.items() for name in (value, inert(value), text)}
            for facet, values in known.items()
        }

    def read(self, rows: Sequence[Row]) -> dict[Subject, Totals]:
        """The totals of all rows by month and measure; those with a bad cell are left out."""
        found: dict[Subject, Totals] = {}
        lines: dict[tuple[Subject, tuple[str, str]], int] = {}
        for row in rows:
            month, measure = self._month(row), self._cells.choice(row, "medida", self._measures)
            facet = self._facet(row, measure) if measure else None
            category = self._category(row, facet) if facet is not None else None
            quantity = self._cells.count(row, "cantidad", least=0, most=LARGEST_TOTAL)
            if month is None or measure is None or facet is None or category is None or quantity is None:
                continue
            subject, part = (month, measure), (facet, category)
            if (first := lines.setdefault((subject, part), row.line)) != row.line:
                self._cells.refuse(row, "mes", f"repite lo de la línea {first}; deje una sola")
            found.setdefault(subject, {})[part] = quantity
        return found

    def _month(self, row: Row) -> str | None:
        """A month that is over; also the first day of one, for spreadsheets make that of it."""
        text = row.cells["mes"]
        day = day_of(f"{text}-01") or day_of(text)
        if day is None or day.day != 1:
            self._cells.refuse(row, "mes", "no es un mes; escríbalo como 2020-10")
        elif day.year < FIRST_YEAR:
            self._cells.refuse(row, "mes", TOO_EARLY)
        elif Month.of(day) >= Month.of(self._cells.today):
            self._cells.refuse(row, "mes", "no ha terminado; cargue solo meses completos")
        else:
            return str(Month.of(day))
        return None

    def _facet(self, row: Row, measure: Measure) -> str | None:
        """What the row is a part by: "" for none, as the total is."""
        if not row.cells["desglose"]:
            return ""
        known = FACETS[measure] - {Facet.MONTH}
        facet = next((each for each in known if _key(row.cells["desglose"]) in (_key(each), _key(label(each)))), None)
        if facet is None:
            options = ", ".join(sorted(known))
            reason = f"no es un desglose de {measure}; déjelo vacío para el total o use uno de estos: {options}"
            self._cells.refuse(row, "desglose", reason)
        return facet

    def _category(self, row: Row, facet: str) -> str | None:
        if facet:
            return self._cells.choice(row, "categoria", self._known[Facet(facet)])
        if row.cells["categoria"]:
            self._cells.refuse(row, "categoria", "sobra en un total; déjela vacía o escriba el desglose")
            return None
        return ""


def _key(text: str) -> str:
    """As ``CellReader.choice`` looks a cell up."""
    return fold(text).replace("_", " ")
