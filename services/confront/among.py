"""What published figures say of each other: parts that add up to their total or not, and one figure given twice."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from models.vocabulary import Facet, Measure
from services.confront.claims import Claim
from services.periods import Month, Period
from services.report.checks.wholes import makes_whole
from services.report.slices import FACETS, Slice, measure_name, slice_of, spoken_months, value_name
from services.texts import number
from services.words import label

Names = Mapping[Facet, Mapping[str, str]]
TAXES = (Measure.PROPERTY_TAX, Measure.BUSINESS_TAX)


@dataclass(frozen=True)
class Agreement:
    """A sum of published figures beside the published whole, or one published twice; ``sentence`` tells it.

    One that does not tell is of some parts only, which are within their whole: there is nothing to say.
    """

    sentence: str
    left: int
    right: int
    holds: bool
    claims: tuple[Claim, ...]
    tells: bool = True

    @property
    def difference(self) -> int:
        """How much the first figure has over the second."""
        return self.left - self.right


def agreements(claims: Iterable[Claim], names: Names) -> tuple[Agreement, ...]:
    """What the understood figures of a text say of each other; what contradicts comes first.

    Where a figure was published in two ways, only those of one line are added up: of others nobody knows which.
    """
    usable = [claim for claim in claims if claim.part and not claim.title]
    by_slice = _by_slice(usable)
    known = _known(by_slice)
    sums = [each for each in _sums(known, names) if each.tells]
    found = [*_twice(by_slice, names), *sums, *_of_lines(usable, known, names), *_taxes(known, names)]
    return tuple(sorted(found, key=lambda each: each.holds))


def _by_slice(claims: Iterable[Claim]) -> dict[Slice, list[Claim]]:
    found: dict[Slice, list[Claim]] = {}
    for claim in claims:
        if claim.part:
            found.setdefault(claim.part, []).append(claim)
    return found


def _known(by_slice: Mapping[Slice, Sequence[Claim]]) -> dict[Slice, Claim]:
    """What was published in one way only."""
    return {part: each[0] for part, each in by_slice.items() if len({one.figure for one in each}) == 1}


def _of_lines(claims: Sequence[Claim], known: Mapping[Slice, Claim], names: Names) -> Iterator[Agreement]:
    """The sums within one line of what other lines publish otherwise."""
    lines: dict[int, list[Claim]] = {}
    for claim in claims:
        lines.setdefault(claim.place[0], []).append(claim)
    for each in lines.values():
        for found in _sums(_known(_by_slice(each)), names):
            if found.tells and any(claim.part not in known for claim in found.claims):
                yield found


def _twice(by_slice: Mapping[Slice, Sequence[Claim]], names: Names) -> Iterator[Agreement]:
    for part, claims in by_slice.items():
        first = claims[0]
        for other in {each.figure: each for each in claims if each.figure != first.figure}.values():
            sentence = f"{in_words(part, names)}: se publicó {number(first.figure)} y también {number(other.figure)}."
            yield Agreement(sentence, first.figure, other.figure, holds=False, claims=(first, other))


def _sums(known: Mapping[Slice, Claim], names: Names) -> Iterator[Agreement]:
    """Every whole with the parts of it that were published, by each facet that they are parts by."""
    parts: dict[tuple[Slice, Facet], dict[str, Claim]] = {}
    for part, claim in known.items():
        for facet, value in part.filters:
            rest = replace(part, filters=tuple(pair for pair in part.filters if pair[0] is not facet))
            parts.setdefault((rest, facet), {})[value] = claim
    for (whole, facet), claims in parts.items():
        if whole in known:
            is_whole = makes_whole(facet, claims, names)
            yield _added(known[whole], tuple(claims.values()), facet, names, is_whole=is_whole)
    yield from _months(known, names)


def _months(known: Mapping[Slice, Claim], names: Names) -> Iterator[Agreement]:
    """Wholes of several months with the single months that were published."""
    single: dict[tuple[Measure, object], dict[str, Claim]] = {}
    for part, claim in known.items():
        if len(part.months) == 1:
            single.setdefault((part.measure, part.filters), {})[part.months[0]] = claim
    for part, claim in known.items():
        there = single.get((part.measure, part.filters), {})
        inside = [there[month] for month in part.months if month in there]
        if len(part.months) > 1 and inside:
            yield _added(claim, tuple(inside), Facet.MONTH, names, is_whole=len(inside) == len(part.months))


def _added(whole: Claim, parts: tuple[Claim, ...], facet: Facet, names: Names, *, is_whole: bool) -> Agreement:
    """Parts that make up the whole give it; others give at most as much."""
    total = sum(each.figure for each in parts)
    listed = " + ".join(number(each.figure) for each in parts)
    holds = total == whole.figure if is_whole else total <= whole.figure
    what = f"{in_words(whole.part, names) if whole.part else whole.words}, por {label(facet).lower()}"
    sum_of = f"{listed} = {number(total)}" if len(parts) > 1 else listed
    return Agreement(
        f"{what}: {sum_of}; {_told(total, whole.figure, holds=holds)}",
        total,
        whole.figure,
        holds,
        (whole, *parts),
        tells=is_whole or not holds,
    )


def _told(total: int, whole: int, *, holds: bool) -> str:
    if not holds:
        lacks = whole - total
        verb = f"faltan {number(lacks)}" if lacks > 0 else f"sobran {number(-lacks)}"
        return f"el total publicado es {number(whole)} y {verb}."
    return f"suma el total publicado, {number(whole)}."


def _taxes(known: Mapping[Slice, Claim], names: Names) -> Iterator[Agreement]:
    """Predial and ICA are attentions: together at most as many as all."""
    for part, whole in known.items():
        if part.measure is not Measure.ATTENTIONS or not {facet for facet, _ in part.filters} <= FACETS[TAXES[0]]:
            continue
        taxes = [known[one] for tax in TAXES if (one := slice_of(tax, part.months, part.filters)) in known]
        if taxes:
            total = sum(each.figure for each in taxes)
            holds = total <= whole.figure
            told = "cabe en" if holds else "es más que"
            beside = f"todas las atenciones publicadas, {number(whole.figure)}"
            which = " e ".join(label(each.part.measure) for each in taxes if each.part)
            sentence = f"{in_words(part, names)}: {which} {number(total)}, que {told} {beside}."
            yield Agreement(sentence, total, whole.figure, holds, (whole, *taxes))


def in_words(part: Slice, names: Names) -> str:
    """A slice in few words: ``Atenciones · Mujer · primer trimestre de 2021``."""
    values = (value_name(facet, value, names) for facet, value in part.filters)
    return " · ".join([measure_name(part.measure), *values, _spoken(part.months)])


def _spoken(months: tuple[str, ...]) -> str:
    """Months as the period that they are, if they are one."""
    first = Month.parse(months[0]) if months else None
    if first is None or len(months) not in LENGTHS or (first.number - 1) % len(months):
        return spoken_months(months)
    period = Period.starting(first, len(months))
    return period.name if tuple(map(str, period.months)) == months else spoken_months(months)


LENGTHS = (1, 3, 6, 12)
