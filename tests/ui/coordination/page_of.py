"""What the tests of the coordination's pages share."""

from typing import TypeVar

from services.fingerprints import words
from ui.coordination.keys.card_review import CardReview
from ui.kit.page import Page
from ui.shell import MainWindow

Wanted = TypeVar("Wanted", bound=Page)


def page_of(window: MainWindow, kind: type[Wanted]) -> Wanted:
    """The page of a kind, opened."""
    for place in range(len(window.specs)):
        page = window.page(place)
        if isinstance(page, kind):
            window.open(place)
            return page
    raise LookupError(kind.__name__)


def hear(review: CardReview) -> None:
    """Write the words that the point reads aloud."""
    assert review.seen is not None
    for place, field in review.heard.fields.items():
        field.setText(words(review.seen.fingerprint)[place])
