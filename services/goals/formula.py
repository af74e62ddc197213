"""How an indicator is computed: data that a person composes from lists and that is kept as JSON."""

import re
from collections.abc import Iterable, Mapping
from itertools import product
from math import prod

import msgspec

from models.vocabulary import Facet, Measure
from services.errors import AppError
from services.report.slices import FACETS, Slice, slice_of
from services.texts import counted, fold
from services.words import label

MOST_SLICES = 48
"""Combinations of values that are still counted in a blink."""
LONGEST_WORD = 80
TITLED = frozenset({Measure.CERTIFICATIONS, Measure.ACTIVITIES, Measure.PARTICIPANTS})
"""The measures that belong to an activity, which has a title."""

NOT_A_LETTER = re.compile(r"[^0-9a-z]+")


class FormulaError(AppError, ValueError):
    """A formula makes no sense; also a ValueError, so that a file with it is told as malformed."""


class CountFormula(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="cuenta", tag="medida"):
    """A measure, of some values of its facets; ``titulo`` are words or phrases, one of which the title must have.

    Raises FormulaError for what the measure does not have.
    """

    medida: Measure
    filtros: dict[Facet, tuple[str, ...]] = {}
    titulo: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse filters that the measure lacks, that say nothing, or that are too many."""
        usable = FACETS[self.medida] - {Facet.MONTH}
        if not usable >= self.filtros.keys():
            raise FormulaError(f"«{label(self.medida)}» no tiene ese desglose; elija uno de los que ofrece la lista.")
        if any(not values or len(set(values)) < len(values) for values in self.filtros.values()):
            raise FormulaError("Hay un desglose sin valores o con uno repetido; elija al menos uno, cada uno una vez.")
        if self.titulo and self.medida not in TITLED:
            raise FormulaError(f"«{label(self.medida)}» no tiene título de actividad; quite las palabras del título.")
        if not all(_words(each).strip() and len(each) <= LONGEST_WORD for each in self.titulo):
            raise FormulaError(f"Las palabras del título llevan letras y hasta {LONGEST_WORD} cada una; corríjalas.")
        if prod(map(len, self.filtros.values())) > MOST_SLICES:
            raise FormulaError(f"Son más de {MOST_SLICES} combinaciones; elija menos valores.")

    def slices(self, months: Iterable[object]) -> tuple[Slice, ...]:
        """The slices that add up to the count in some months, as long as the title does not matter."""
        kept = tuple(str(month) for month in months)
        pairs = [[(facet, value) for value in values] for facet, values in sorted(self.filtros.items())]
        return tuple(slice_of(self.medida, kept, filters) for filters in product(*pairs))

    def titles(self, known: Iterable[str]) -> frozenset[str]:
        """Those of some titles that have one of the words, as whole words; all if there are none."""
        wanted = tuple(map(_words, self.titulo))
        folded = {title: _words(title) for title in known}
        return frozenset(title for title, text in folded.items() if not wanted or any(each in text for each in wanted))

    def described(self, names: Mapping[Facet, Mapping[str, str]]) -> str:
        """What is counted, in words."""
        parts = [label(self.medida)]
        for facet, values in sorted(self.filtros.items()):
            told = " o ".join(names.get(facet, {}).get(value) or label(value) for value in values)
            parts.append(f"{label(facet).lower()}: {told}")
        if self.titulo:
            parts.append("título con " + " o ".join(f"«{each}»" for each in self.titulo))
        return " · ".join(parts)


class SitesFormula(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="cuenta", tag="sedes"):
    """The sites of the catalogue that are active on the last day of a month, also those that owe no package."""

    def described(self, names: Mapping[Facet, Mapping[str, str]]) -> str:
        """What is counted, in words."""
        sites = counted(len(names.get(Facet.POINT, {})), "sede", "sedes")
        return f"Sedes activas al terminar el mes, de {sites} del catálogo, reporten o no"


Formula = CountFormula | SitesFormula


def written(formula: Formula | None) -> str | None:
    """A formula as it is kept; None for an indicator that is typed."""
    return None if formula is None else msgspec.json.encode(formula, order="sorted").decode()


def read_formula(text: str | None) -> Formula | None:
    """A formula that was kept."""
    return None if text is None else msgspec.json.decode(text, type=Formula)


def _words(text: str) -> str:
    """A text as bare words with a space around each."""
    return f" {NOT_A_LETTER.sub(' ', fold(text)).strip()} "
