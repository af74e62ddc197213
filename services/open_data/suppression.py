"""Hides the small counts of a characterisation so that nothing that is published tells them.

One group is the categories of one dimension, of one point and month. If some of its counts are below the threshold,
they are hidden together with the smallest count that reaches it (and those equal to that one). So whoever knows the
total of the group, this rule and the threshold still finds, for each hidden category, that it could be a small one
or the one that is not: exchanging the hidden counts among their categories gives the same publication. Every
threshold hides all counts up to some level, so that publishing again with another one tells no more either.
A group in which no count reaches the threshold is not published at all: it looks like one that nobody answered.
"""

from collections.abc import Mapping


def published(counts: Mapping[str, int], threshold: int) -> dict[str, int | None]:
    """What is published of a group, by category: its count, or None where it is hidden; nothing for a tiny group."""
    if all(quantity >= threshold for quantity in counts.values()):
        return dict(counts)
    reaching = [quantity for quantity in counts.values() if quantity >= threshold]
    if not reaching:
        return {}
    level = min(reaching)
    return {category: None if quantity <= level else quantity for category, quantity in counts.items()}
