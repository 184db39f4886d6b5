"""The year: cycles and rounds, what takes part, plans with their lines, returns."""

from ocop.programme.models.cycle import Cohort, CohortMember, Cycle, Enrolment, Round
from ocop.programme.models.plan import DeclaredResult, LineShare, Plan, PlanLine, PlanVersion
from ocop.programme.models.returns import PeriodReturn, ReturnFigure

__all__ = [
    "Cohort",
    "CohortMember",
    "Cycle",
    "DeclaredResult",
    "Enrolment",
    "LineShare",
    "PeriodReturn",
    "Plan",
    "PlanLine",
    "PlanVersion",
    "ReturnFigure",
    "Round",
]
