"""How the planning of a week goes, in words: waiting, searching with its best so far, done, failed."""

from dataclasses import dataclass
from math import ceil

from web.jobs.errors import SAID
from web.jobs.jobs import JobInfo, JobProgress
from web.store.tables.jobs import JobState, Wish
from web.words import Words

SECONDS = (10, 30, 120, 600)
"""Search times that the page offers."""


@dataclass(frozen=True, slots=True)
class SolveView:
    """What the page says of the latest job that plans the week.

    Attributes
    ----------
    state
        A `JobState`, or empty where the week was never planned by a job.
    share
        How much of the time is used, or of the preparation done, 0 to 1.
    title, time, result
        What happens, how long it has gone on, and the best so far.
    best
        Names the best plan so far; empty before the first, and where the job has ended.
    problem, detail
        Why a job failed and what to do; and about what.
    """

    job: str
    state: str
    share: float
    title: str
    time: str
    result: str
    best: str
    problem: str
    detail: str

    @property
    def under_way(self) -> bool:
        """Whether it waits or runs."""
        return self.state in {JobState.WAITING, JobState.RUNNING}


def solve_view(job: JobInfo | None, words: Words) -> SolveView:
    """Put a job into words."""
    if job is None:
        return SolveView("", "", 0.0, "", "", "", "", "", "")
    progress = job.progress
    return SolveView(
        job=job.id,
        state=job.state,
        share=round(_share(progress), 3) if progress and job.under_way else 0.0,
        title=_title(job, words),
        time=_time(progress, words) if progress and job.state is JobState.RUNNING else "",
        result=_result(progress, words) if job.state is JobState.RUNNING else "",
        best=(progress.best or "") if progress and job.under_way else "",
        problem=words.text(SAID[job.error]) if job.error else "",
        detail=job.detail if job.error else "",
    )


def _title(job: JobInfo, words: Words) -> str:
    if job.state is JobState.WAITING:
        return words.text("The week waits for its turn to be planned")
    if job.state is JobState.RUNNING and job.wish is Wish.ENOUGH:
        return words.text("The best plan so far is being kept")
    if job.state is JobState.RUNNING and job.wish is Wish.CANCEL:
        return words.text("The planning is being stopped")
    if job.state is JobState.RUNNING and job.progress and job.progress.preparing is not None:
        return words.text("The calculation is being prepared")
    if job.state is JobState.RUNNING:
        return words.text("The week is being planned")
    if job.state is JobState.CANCELLED:
        return words.text("The planning was stopped; nothing was changed")
    if job.state is JobState.FAILED:
        return words.text("The week could not be planned")
    return words.text("The week was planned")


def _share(progress: JobProgress) -> float:
    return progress.share if progress.preparing is None else progress.preparing


def _time(progress: JobProgress, words: Words) -> str:
    if progress.preparing is not None:
        return words.text("Only the first time, and after an upgrade; better plans come meanwhile, slowly")
    return words.text(
        "%(seconds)s of %(budget)s seconds",
        seconds=words.number(min(progress.seconds, progress.budget_s)),
        budget=words.number(progress.budget_s),
    )


def _result(progress: JobProgress | None, words: Words) -> str:
    if progress is None or progress.score is None:
        return words.text("Looking for a first plan. You can close the page; it goes on.")
    score = words.number(progress.score, 1)
    if not progress.bound or progress.score <= 0:
        return words.text("Best so far: %(score)s points.", score=score)
    gap = ceil(max(progress.bound / progress.score - 1.0, 0.0) * 1000 - 1e-6) / 10
    if gap >= 100:
        return words.text(
            "Best so far: %(score)s points of at most %(bound)s.", score=score, bound=words.number(progress.bound, 1)
        )
    return words.text(
        "Best so far: %(score)s points of at most %(bound)s, within %(percent)s %% of the best possible.",
        score=score,
        bound=words.number(progress.bound, 1),
        percent=words.number(gap, 1),
    )
