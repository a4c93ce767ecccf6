"""Why a job failed, as codes with their words."""

from enum import StrEnum

from web.words import N_


class JobError(StrEnum):
    """Why a job failed; what it is about stands in the job's ``detail``."""

    PARAMS_CHANGED = "params_changed"
    REQUEST_CHANGED = "request_changed"
    BEST_CHANGED = "best_changed"
    OTHER_REQUEST = "other_request"
    BREAKS_RULES = "breaks_rules"
    POISON = "poison"
    SEARCH_DIED = "search_died"
    INPUT = "input"
    TRAVEL = "travel"
    STORE = "store"
    LOST = "lost"
    MISTAKE = "mistake"
    RESTORED = "restored"
    WEEK_CHANGED = "week_changed"


SAID = {
    JobError.PARAMS_CHANGED: N_("What was asked for was changed in the database after it was asked: its hash no longer holds. Nothing was done. Ask again, and find out who changed it."),  # noqa: E501
    JobError.REQUEST_CHANGED: N_("The input of the plan was changed in the database while it was planned: its hash no longer holds. No plan was kept. Plan again, and find out who changed it."),  # noqa: E501
    JobError.BEST_CHANGED: N_("The best plan so far was changed in the database: its hash no longer holds. No plan was kept. Plan again, and find out who changed it."),  # noqa: E501
    JobError.OTHER_REQUEST: N_("The finished plan belongs to other input than was asked for. No plan was kept. Plan again."),  # noqa: E501
    JobError.BREAKS_RULES: N_("The finished plan breaks a rule, so it was not kept. This is a fault of Fältplan: please report it."),  # noqa: E501
    JobError.POISON: N_("The job made its worker stop several times without coming further, and was given up. Look into the worker's log before you ask again."),  # noqa: E501
    JobError.SEARCH_DIED: N_("The search ended by itself before it was done. Try again; if it happens again, the computer may have too little memory."),  # noqa: E501
    JobError.INPUT: N_("What the job was to read has faults; nothing was changed."),
    JobError.TRAVEL: N_("The imported streets or timetable cannot be read on the computer that plans. Import them again there: faltplan import streets, faltplan import timetable."),  # noqa: E501
    JobError.STORE: N_("The database refused; nothing was kept. Try again when it answers."),
    JobError.LOST: N_("The job engine gave the job up. Ask again."),
    JobError.RESTORED: N_("The job was under way when the backup was made that has been restored since. Nothing of it was kept. Ask again."),  # noqa: E501
    JobError.WEEK_CHANGED: N_("Somebody changed the week while it was planned again. Nothing was overwritten. Plan again from what is shown now."),  # noqa: E501
    JobError.MISTAKE: N_("Fältplan made a mistake; nothing was kept. The worker's log says more."),
}  # fmt: skip
"""What happened and what to do, by code."""


class JobFailedError(Exception):
    """A job cannot be done; ``error`` says why, ``detail`` about what."""

    def __init__(self, error: JobError, detail: str = "") -> None:
        super().__init__(f"{error}: {detail}" if detail else str(error))
        self.error, self.detail = error, detail


class JobEndedError(Exception):
    """A wish came when the job had ended."""

    def __init__(self, job: str, state: str) -> None:
        super().__init__(f"job {job} is {state}")
        self.job, self.state = job, state


class WorkerNameTakenError(Exception):
    """Another worker of this name is alive."""

    def __init__(self, name: str) -> None:
        super().__init__(f"a worker named {name} runs already")
        self.name = name
