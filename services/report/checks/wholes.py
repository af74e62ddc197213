"""When the parts of a facet are the whole: then they must give the total, else at most as much."""

from collections.abc import Collection, Mapping

from models.vocabulary import Facet, Gender, Medium, Modality

NEEDED: dict[Facet, frozenset[str]] = {
    Facet.MODALITY: frozenset(Modality),
    Facet.GENDER: frozenset((Gender.WOMAN, Gender.MAN)),
    Facet.MEDIUM: frozenset(Medium),
}
"""The values without which a facet does not make up the whole; of the other facets, all that there are."""
OPEN = frozenset({Facet.STRATEGY})
"""Facets that not everything has: their values never make up the whole."""


def makes_whole(facet: Facet, given: Collection[str], names: Mapping[Facet, Collection[str]]) -> bool:
    """Whether the given values of a facet are all that it takes; ``names`` are those that there are."""
    needed = NEEDED.get(facet) or frozenset(names.get(facet, ()))
    return facet not in OPEN and bool(needed) and needed <= set(given)
