"""A month's consolidation and a quarter's report tables, beside the bare aggregates on the covering index."""

from collections.abc import Iterator
from pathlib import Path

from models.months import Month as MonthRecord
from models.vocabulary import MonthState
from services.packages.build import build_payload
from services.periods import Period
from services.profiles import open_profile
from services.report.compile import compile_report
from services.report.tables import report_tables
from services.workspace import Workspace
from tests.bench import made
from tests.bench.measuring import Pairs, in_turns
from tests.bench.sizes import Size
from tests.bench.table import Line

QUARTER = Period.parse("2021-T1")
GOES = 7
OF_THE_MONTH = (
    "SELECT day, modality, gender, service, sum(quantity) FROM attendance "
    "WHERE voided_at IS NULL AND day BETWEEN '2021-03-01' AND '2021-03-31' GROUP BY day, modality, gender, service"
)
ATTENTIONS = "FROM attendance WHERE voided_at IS NULL AND day BETWEEN ? AND ?"
PRINTS = "FROM print WHERE voided_at IS NULL AND day BETWEEN ? AND ?"
CERTIFICATIONS = "FROM certification WHERE voided_at IS NULL AND day BETWEEN ? AND ?"
MONTH = "substr(day, 1, 7)"
OF_THE_TABLES = (
    f"SELECT {MONTH}, modality, sum(quantity) {ATTENTIONS} GROUP BY 1, 2",
    f"SELECT {MONTH}, gender, sum(quantity) {ATTENTIONS} GROUP BY 1, 2",
    f"SELECT sum(quantity) {ATTENTIONS}",
    f"SELECT {MONTH}, modality, sum(quantity) {ATTENTIONS} AND service = 'predial' GROUP BY 1, 2",
    f"SELECT {MONTH}, modality, sum(quantity) {ATTENTIONS} AND service = 'ica' GROUP BY 1, 2",
    f"SELECT {MONTH}, tax, medium, sum(copies) {PRINTS} GROUP BY 1, 2, 3",
    f"SELECT {MONTH}, gender, sum(quantity) {CERTIFICATIONS} GROUP BY 1, 2",
)
"""Of the quarter itself."""
OF_THE_COMPARISON = (
    f"SELECT sum(quantity) {ATTENTIONS}",
    f"SELECT sum(quantity) {ATTENTIONS} AND service = 'predial'",
    f"SELECT sum(quantity) {ATTENTIONS} AND service = 'ica'",
    f"SELECT sum(quantity) {CERTIFICATIONS}",
)
"""Of each of the four quarters before it."""


def measure(size: Size, folder: Path, common: Path) -> Iterator[Line]:
    """At a point: all its attentions in one month, then the same many over a thousand days."""
    crowded = made.once(common, size.attendances, made.MARCH)
    spread = made.once(common, size.attendances, made.days_back())
    yield _month(crowded).line(f"counting: a month's consolidation, {size.attendances:,} in the month", 1.3, "ms")
    figure = f"counting: a month's consolidation, {size.attendances:,} in {made.DAYS:,} days"
    yield _month(spread).line(figure, None, "ms")
    yield _quarter(spread).line("counting: a quarter's report tables", 1.5, "ms")


def _month(profile: Path) -> Pairs:
    connection = made.driver(profile)
    workspace = open_profile(profile, clock=made.clock)
    floor, ours = in_turns((lambda: connection.execute(OF_THE_MONTH).fetchall(), lambda: _consolidate(workspace)), GOES)
    connection.close()
    workspace.close()
    return Pairs(floor, ours)


def _consolidate(workspace: Workspace) -> object:
    with workspace.store.read() as session:
        record = MonthRecord(period="2021-03", state=MonthState.OPEN)
        return build_payload(session, workspace, record, None)


def _quarter(profile: Path) -> Pairs:
    connection = made.driver(profile)
    workspace = open_profile(profile, clock=made.clock)

    def bare() -> None:
        for query in OF_THE_TABLES:
            connection.execute(query, _days(QUARTER)).fetchall()
        for back in (3, 6, 9, 12):
            for query in OF_THE_COMPARISON:
                connection.execute(query, _days(QUARTER.earlier(back))).fetchall()

    floor, ours = in_turns((bare, lambda: report_tables(compile_report(workspace, QUARTER))), GOES)
    connection.close()
    workspace.close()
    return Pairs(floor, ours)


def _days(period: Period) -> tuple[str, str]:
    return period.first_day.isoformat(), period.last_day.isoformat()
