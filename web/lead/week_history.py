"""The versions of a week: who made each, when, and by what."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from web.lead.edit_words import edit_happened
from web.plans import PlanInfo
from web.store.tables.accounts import Account
from web.store.tables.plans import PlanVersion, WeekPlanRow
from web.words import N_, Words

MOST = 40
"""Versions that are shown, the newest; older ones stand in the store."""
PLANNED = N_("The week was planned.")


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version: its number, when and by whom it was made, what was done, and whether it is shown or published."""

    number: int
    when: str
    who: str
    what: str
    shown: bool
    published: bool


def week_history(
    session: Session, info: PlanInfo, words: Words, names: Mapping[str, str], *, now: datetime
) -> tuple[VersionView, ...]:
    """Tell a week's versions, the newest first; ``now`` says in which zone, and which day needs no date."""
    rows = session.execute(
        select(PlanVersion.number, PlanVersion.made_at, PlanVersion.made_by, PlanVersion.edit)
        .join(WeekPlanRow, PlanVersion.week_plan_id == WeekPlanRow.id)
        .where(WeekPlanRow.team_id == info.key.team, WeekPlanRow.week == info.key.week)
        .order_by(PlanVersion.number.desc())
        .limit(MOST)
    ).all()
    people = actor_names(session, {row.made_by for row in rows}, words)
    return tuple(
        VersionView(
            row.number,
            moment_said(words, row.made_at, now),
            people[row.made_by],
            words.text(PLANNED) if row.edit is None else edit_happened(words, row.edit, names),
            row.number == info.number,
            row.number == info.published,
        )
        for row in rows
    )


def version_of(session: Session, info: PlanInfo, content_hash: str) -> PlanInfo | None:
    """Tell what is known of the newest version of a week whose text has a hash that begins so; None for none."""
    found = session.execute(
        select(PlanVersion.number, PlanVersion.content_hash, PlanVersion.edit, PlanVersion.parent)
        .join(WeekPlanRow, PlanVersion.week_plan_id == WeekPlanRow.id)
        .where(WeekPlanRow.team_id == info.key.team, WeekPlanRow.week == info.key.week)
        .where(PlanVersion.content_hash.startswith(content_hash, autoescape=True))
        .order_by(PlanVersion.number.desc())
        .limit(1)
    ).one_or_none()
    if found is None:
        return None
    return replace(info, number=found.number, content_hash=found.content_hash, edit=found.edit, parent=found.parent)


def actor_names(session: Session, actors: set[str], words: Words) -> dict[str, str]:
    """Name accounts by their code names; the program itself, and an account that is gone, have words of their own."""
    numbers = {int(n) for kind, _, n in (actor.partition(":") for actor in actors) if kind == "account" and n.isdigit()}
    rows = session.execute(select(Account.id, Account.name).where(Account.id.in_(numbers))) if numbers else ()
    known = {f"account:{number}": name for number, name in rows}
    somebody, program = words.text("Somebody else"), words.text("The program")
    return {actor: known.get(actor) or (somebody if actor.startswith("account:") else program) for actor in actors}


def moment_said(words: Words, when: datetime, now: datetime) -> str:
    """Write a time of day, with its date where that is not today."""
    there = when.astimezone(now.tzinfo)
    clock = words.clock(there)
    return clock if there.date() == now.date() else f"{words.day(there.date())} {clock}"
