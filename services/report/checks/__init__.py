"""The reconciliation: formulas that the figures of a period must satisfy, each defined once."""

from services.report.checks.check import Check, Excuse, Part
from services.report.checks.run import run_checks

__all__ = ["Check", "Excuse", "Part", "run_checks"]
