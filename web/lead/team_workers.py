"""A team's workers: listed, read from their form, added, changed and removed."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.entry import slug_of
from planner.worker import Experience, Worker
from web.code_words import SKILLS, skill_word
from web.lead.place_actions import free_id
from web.lead.place_fields import Fields
from web.lead.place_words import capital
from web.lead.team_item import TAKEN, Item, TeamRuleError, read_code_name
from web.store.store import Work
from web.store.tables.teams import CommitmentRow, WorkerRow
from web.words import N_, Words

EXPERIENCES = {
    Experience.EXPERIENCED: N_("Experienced"),
    Experience.NEWCOMER: N_("Newcomer: never with another newcomer"),
    Experience.OBSERVER: N_("Observer: goes along as the third"),
}
MOST_HOURS = 60


@dataclass(frozen=True, slots=True)
class WorkerNames:
    """Code names by id, for other registers."""

    by_id: dict[str, str]

    def of(self, ident: str) -> str:
        """Give the name; the id of one who is gone."""
        return self.by_id.get(ident, ident)


def worker_names(session: Session, team: str) -> WorkerNames:
    """Give the code names of a team's workers, by name."""
    rows = session.execute(select(WorkerRow.id, WorkerRow.name).where(WorkerRow.team_id == team))
    return WorkerNames({row.id: row.name for row in sorted(rows, key=lambda row: row.name.casefold())})


def worker_items(session: Session, team: str, words: Words) -> list[Item]:
    """List the workers, by name."""
    rows = session.scalars(select(WorkerRow).where(WorkerRow.team_id == team))
    return [_item(row, words) for row in sorted(rows, key=lambda row: row.name.casefold())]


def worker_skills(session: Session, team: str) -> list[str]:
    """Name the skills that can be chosen: those that have words, and those that somebody has already."""
    held = session.scalars(select(WorkerRow.skills).where(WorkerRow.team_id == team))
    return sorted({*SKILLS, *(skill for skills in held for skill in skills)})


def read_worker(form: Fields, ident: str, *, skills: list[str]) -> Worker | None:
    """Read a worker; None where something is wrong."""
    name = read_code_name(form, "name")
    chosen = form.some_of("skills", skills)
    hours = form.number("weekly_hours", least=1, most=MOST_HOURS, otherwise=40)
    experience = form.choice("experience", Experience, Experience.EXPERIENCED)
    return None if form.faults else Worker(ident or slug_of(name), name, frozenset(chosen), hours, experience)


def save_worker(work: Work, team: str, ident: str, worker: Worker, expected: int) -> str:
    """Add a worker (``ident`` is ""), or change one; gives the id.

    Raises
    ------
    TeamRuleError
        Another worker of the team has the name.
    """
    others = list(work.session.scalars(select(WorkerRow).where(WorkerRow.team_id == team, WorkerRow.id != ident)))
    if any(other.name.casefold() == worker.name.casefold() for other in others):
        raise TeamRuleError("name", TAKEN)
    values = {
        "name": worker.name,
        "skills": sorted(worker.skills),
        "weekly_hours": worker.weekly_hours,
        "experience": worker.experience.value,
    }
    if ident:
        work.edit(WorkerRow, (team, ident), expected=expected, changes=values)
        work.note("worker.changed", "worker", ident, team=team)
        return ident
    made = free_id(worker.id, [other.id for other in others])
    work.add(WorkerRow(team_id=team, id=made, **values))
    work.note("worker.added", "worker", made, team=team)
    return made


def remove_worker(work: Work, team: str, ident: str, expected: int) -> None:
    """Remove a worker with absences and wishes; shared commitments stay for the others. Plans stay as they are."""
    row = work.edit(WorkerRow, (team, ident), expected=expected, changes={})
    for fixed in work.session.scalars(select(CommitmentRow).where(CommitmentRow.team_id == team)):
        if ident not in fixed.workers:
            continue
        left = [worker for worker in fixed.workers if worker != ident]
        if left:
            work.edit(CommitmentRow, fixed.id, expected=None, changes={"workers": left})
        else:
            work.session.delete(fixed)
    work.session.flush()
    work.session.delete(row)
    work.note("worker.removed", "worker", ident, team=team)


def _item(row: WorkerRow, words: Words) -> Item:
    experience = Experience(row.experience)
    hours = words.number(row.weekly_hours, 0 if row.weekly_hours.is_integer() else 2)
    said = [words.text("%(hours)s h a week", hours=hours)]
    if experience is not Experience.EXPERIENCED:
        said.append(words.text(EXPERIENCES[experience]))
    said += [capital(skill_word(words, skill)) for skill in row.skills]
    typed = {
        "name": [row.name],
        "skills": list(row.skills),
        "weekly_hours": [hours],
        "experience": [row.experience],
    }
    return Item(row.id, row.name, " · ".join(said), typed, row.version)
