"""The checks of a month before it is closed, each with the records behind it.

The formulas of the report come from ``services.report.checks``; what is added here looks at single records, which
only the point has. None of it names a citizen.
"""

from models.vocabulary import Role
from services.checking.daily import daily_checks
from services.checking.finding import Look, MonthCheck, Severity
from services.checking.training import training_checks
from services.periods import Month, Period
from services.report.checks import run_checks
from services.report.figures import count_in
from services.workspace import Workspace

__all__ = ["MonthCheck", "Severity", "check_month"]


def check_month(workspace: Workspace, month: Month) -> tuple[MonthCheck, ...]:
    """What is found in a month, contradictions first; an empty month has nothing to look at."""
    workspace.require(Role.POINT)
    with workspace.store.read() as session:
        figures = count_in(session, workspace, Period.starting(month, 1))
        checks = run_checks(session, workspace, figures)
        look = Look(session, month, workspace.today, figures, checks)
        found = [*training_checks(look), *daily_checks(look)]
    return tuple(sorted(found, key=lambda finding: finding.severity is not Severity.CONTRADICTION))
