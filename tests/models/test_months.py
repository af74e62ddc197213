"""The life of a month: open, closed at a revision, reopened with a reason."""

from datetime import UTC, datetime

import pytest

from models.months import Closing, Month, MonthTransitionError
from models.vocabulary import MonthState

NOW = datetime(2021, 2, 1, tzinfo=UTC)


def closing(revision: int) -> Closing:
    return Closing(epoch=1, revision=revision, closed_at=NOW, digest="0" * 64, package=b"x")


@pytest.fixture
def month() -> Month:
    return Month(period="2021-01", state=MonthState.OPEN)


def test_the_first_closing_is_revision_one(month: Month) -> None:
    assert (month.last_closing, month.next_revision) == (None, 1)
    month.close(closing(1))
    assert month.state is MonthState.CLOSED
    assert month.last_closing is not None
    assert month.last_closing.revision == 1


def test_a_closed_month_does_not_close_again(month: Month) -> None:
    month.close(closing(1))
    with pytest.raises(MonthTransitionError):
        month.close(closing(2))
    assert len(month.closings) == 1


@pytest.mark.parametrize("revision", [0, 2, 5])
def test_a_revision_out_of_order_is_refused(month: Month, revision: int) -> None:
    with pytest.raises(MonthTransitionError):
        month.close(closing(revision))
    assert (month.state, month.closings) == (MonthState.OPEN, [])


def test_an_open_month_does_not_reopen(month: Month) -> None:
    with pytest.raises(MonthTransitionError):
        month.reopen(NOW, "porque sí")


def test_a_reopened_month_keeps_its_reason_and_closes_at_the_next_revision(month: Month) -> None:
    month.close(closing(1))
    month.reopen(NOW, "faltó una jornada")
    assert month.state is MonthState.REOPENED
    assert month.closings[0].reopen_reason == "faltó una jornada"
    with pytest.raises(MonthTransitionError):
        month.reopen(NOW, "otra vez")
    month.close(closing(2))
    assert [each.revision for each in month.closings] == [1, 2]
