"""Months and periods: how they are written, what days they hold, and what is no period."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.periods import BadPeriodError, Month, Period, months_between

DAYS = st.dates(date(2010, 1, 1), date(9999, 12, 31))
MONTHS = DAYS.map(Month.of)
LENGTHS = st.sampled_from([1, 3, 6, 12])


@given(MONTHS)
def test_a_month_is_read_as_it_is_written(month: Month) -> None:
    assert Month.parse(str(month)) == month
    assert Period.parse(str(month)).months == (month,)


@given(DAYS)
def test_a_day_is_in_its_month_and_in_no_other(day: date) -> None:
    month = Month.of(day)
    assert day in month
    assert month.first_day <= day <= month.last_day
    assert month.last_day.day >= 28
    for other in (month.first_day - timedelta(1), month.last_day - timedelta(31)):
        assert other not in month


@given(MONTHS, st.integers(-24, 24))
def test_months_are_added_and_taken_away(month: Month, step: int) -> None:
    later = month + step
    assert later + -step == month
    assert (later > month) == (step > 0)
    assert (later.year - month.year) * 12 + later.number - month.number == step


@given(st.dates(date(2010, 1, 1), date(9990, 12, 31)), LENGTHS)
def test_a_period_is_read_as_it_is_written(day: date, length: int) -> None:
    month = Month.of(day)
    first = Month(month.year, (month.number - 1) // length * length + 1)
    period = Period.starting(first, length)
    assert Period.parse(str(period)) == period
    assert len(period.months) == length
    assert month in period.months
    assert (period.first_day, period.last_day) == (period.months[0].first_day, period.months[-1].last_day)
    assert period.earlier(length).last_day == period.first_day - timedelta(1)


@pytest.mark.parametrize(
    ("code", "first", "last", "name"),
    [
        ("2021-01", "2021-01-01", "2021-01-31", "enero de 2021"),
        ("2024-02", "2024-02-01", "2024-02-29", "febrero de 2024"),
        ("2100-02", "2100-02-01", "2100-02-28", "febrero de 2100"),
        ("2021-T1", "2021-01-01", "2021-03-31", "primer trimestre de 2021"),
        ("2021-T4", "2021-10-01", "2021-12-31", "cuarto trimestre de 2021"),
        ("2021-S1", "2021-01-01", "2021-06-30", "primer semestre de 2021"),
        ("2021-S2", "2021-07-01", "2021-12-31", "segundo semestre de 2021"),
        ("2021", "2021-01-01", "2021-12-31", "año 2021"),
        ("9999", "9999-01-01", "9999-12-31", "año 9999"),
        ("9999-12", "9999-12-01", "9999-12-31", "diciembre de 9999"),
    ],
)
def test_every_form_names_its_days(code: str, first: str, last: str, name: str) -> None:
    period = Period.parse(code)
    assert (period.first_day.isoformat(), period.last_day.isoformat(), period.name) == (first, last, name)


NO_PERIODS = [
    *("", " ", "2021-", "2021-1", "2021-13", "2021-00", "2021-T0", "2021-T5", "2021-S0", "2021-S3", "2021-t1"),
    *("2021-Q1", "21-01", "2021-01-01", "2021-01 ", "\n2021", "2021\n", "2021-01\n", "２０２１-01", "٢٠٢١", "2021-T١"),
    *("2009", "2009-12", "0001-01", "0000", "-2021", "+2021", "2021-T1-S1", "enero", "2021_01", "20210", "x" * 5000),
]


@pytest.mark.parametrize("code", NO_PERIODS)
def test_what_is_no_period_is_refused_with_its_form(code: str) -> None:
    with pytest.raises(BadPeriodError, match="2021-01"):
        Period.parse(code)


@pytest.mark.parametrize("code", [*NO_PERIODS, "2021", "2021-T1", "2021-S1"])
def test_what_is_no_month_is_refused_with_its_form(code: str) -> None:
    with pytest.raises(BadPeriodError, match="2021-01") as refusal:
        Month.parse(code)
    assert len(str(refusal.value)) < 200


@given(st.text(max_size=12))
def test_any_text_is_a_period_or_refused(code: str) -> None:
    with suppress(BadPeriodError):
        assert str(Period.parse(code)) == code


def test_the_months_between_two_count_both() -> None:
    first, last = Month(2020, 11), Month(2021, 2)
    assert [str(month) for month in months_between(first, last)] == ["2020-11", "2020-12", "2021-01", "2021-02"]
    assert list(months_between(first, first)) == [first]
    assert list(months_between(last, first)) == []
