from datetime import date

import pytest

from services.holidays import easter, holidays


def test_the_holidays_of_2021_are_those_of_the_calendar() -> None:
    days = "01-01 01-11 03-22 04-01 04-02 05-01 05-17 06-07 06-14 07-05 07-20 08-07 08-16 10-18 11-01 11-15 12-08 12-25"
    assert sorted(holidays(2021)) == [date.fromisoformat(f"2021-{day}") for day in days.split()]


@pytest.mark.parametrize("day", ["2020-04-12", "2024-03-31", "2025-04-20", "2026-04-05", "2038-04-25"])
def test_easter_falls_where_the_church_says(day: str) -> None:
    expected = date.fromisoformat(day)
    assert easter(expected.year) == expected
