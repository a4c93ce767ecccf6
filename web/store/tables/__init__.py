"""Every table, so that migrations and the archive see all of them."""

from web.store.tables.accounts import Account, Invitation, Membership, Passkey, SignInTry
from web.store.tables.audit import AuditCheckpoint, AuditEntry, AuditHead
from web.store.tables.efforts import EffortRow, WeekSetupRow
from web.store.tables.jobs import Job, PlanWork
from web.store.tables.places import DistrictAreaRow, HotspotRow, NeedRow, NeighbourhoodRow
from web.store.tables.plans import PlanVersion, StopRow, WeekPlanRow
from web.store.tables.retention import Erasure, RetentionClock
from web.store.tables.shifts_worked import CalendarFeedRow, CheckInRow
from web.store.tables.table import Table
from web.store.tables.teams import AbsenceRow, BaseRow, CommitmentRow, ShiftRow, TeamRow, WishRow, WorkerRow
from web.store.tables.tips import ReporterContact, SpentProof, Tip, TipStep
from web.store.tables.visits import VisitRow

__all__ = [
    "AbsenceRow",
    "Account",
    "AuditCheckpoint",
    "AuditEntry",
    "AuditHead",
    "BaseRow",
    "CalendarFeedRow",
    "CheckInRow",
    "CommitmentRow",
    "DistrictAreaRow",
    "EffortRow",
    "Erasure",
    "HotspotRow",
    "Invitation",
    "Job",
    "Membership",
    "NeedRow",
    "NeighbourhoodRow",
    "Passkey",
    "PlanVersion",
    "PlanWork",
    "ReporterContact",
    "RetentionClock",
    "ShiftRow",
    "SignInTry",
    "SpentProof",
    "StopRow",
    "Table",
    "TeamRow",
    "Tip",
    "TipStep",
    "VisitRow",
    "WeekPlanRow",
    "WeekSetupRow",
    "WishRow",
    "WorkerRow",
]
