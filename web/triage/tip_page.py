"""One tip as its page shows it: what was told, what is near, what may be the same, what has happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shapely.geometry import Point
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.hotspot import HotspotKind
from web.code_words import KINDS
from web.store.clocks import Category, Step, stored_clocks
from web.store.tables.efforts import EffortRow, EffortState
from web.store.tables.tips import ReporterContact, Tip, TipState, TipStep
from web.store.tables.visits import Precision
from web.tips.tip import Asked
from web.tips.words import ASKED, SOURCES, STATES
from web.triage.cards import ABOUT_M, Card, Telling, ago, card, moment_words
from web.triage.joining import group_of
from web.triage.likeness import OPEN, Alike, likely_same, moment
from web.triage.near import NearPair, NearPlace
from web.triage.scope import Scope
from web.triage.words import CLOSE, OFFICES, WAIT, CloseReason, Office, WaitReason


@dataclass(frozen=True, slots=True)
class LikeView:
    """A tip that may tell of the same, in words."""

    card: Card
    said: str
    details: str


@dataclass(frozen=True, slots=True)
class TipView:
    """One tip in words.

    Attributes
    ----------
    facts
        What is known, as (name, text).
    ended, open
        Whether it is closed or passed on; whether something is left to decide or do.
    effort
        What it has become, in words; empty for nothing.
    can_call_off
        The effort is still to come.
    steps
        What its reporter is told, as (state, when).
    joined
        Tips that are joined with it, as cards.
    head
        The tip that it is joined to, by id; empty where it stands for itself.
    """

    card: Card
    version: int
    details: str
    find: str
    facts: tuple[tuple[str, str], ...]
    likely: tuple[LikeView, ...]
    joined: tuple[Card, ...]
    head: str
    steps: tuple[tuple[str, str], ...]
    open: bool
    ended: bool
    effort: str
    can_call_off: bool
    has_contact: bool
    settlement: bool
    suggested: bool


def tip_view(session: Session, tip: Tip, scope: Scope, telling: Telling, *, settlement: bool) -> TipView:
    """Tell of one tip.

    Parameters
    ----------
    settlement
        It tells of a place where people live.
    """
    group = group_of(session, tip)
    effort = session.get(EffortRow, tip.effort_id) if tip.effort_id else None
    steps = session.scalars(select(TipStep).where(TipStep.tip_id == tip.id).order_by(TipStep.at, TipStep.id))
    return TipView(
        card(tip, telling, joined=len(group) - 1),
        tip.version,
        tip.details,
        tip.find,
        tuple(_facts(session, tip, telling)),
        tuple(_like(its, telling) for its in _likely(session, tip, scope)),
        tuple(card(one, telling) for one in group if one.id != tip.id),
        tip.parent_id or "",
        tuple((telling.words.text(STATES[TipState(step.state)]), moment_words(step.at, telling)) for step in steps),
        tip.state in OPEN,
        tip.state in (TipState.CLOSED, TipState.PASSED_ON),
        _effort_words(effort, telling),
        effort is not None and effort.state == EffortState.OPEN and tip.state == TipState.GOING,
        session.get(ReporterContact, tip.id) is not None,
        settlement,
        tip.source == "field",
    )


def near_rows(
    places: Sequence[NearPlace], pairs: Sequence[NearPair], tip: Tip, telling: Telling
) -> list[tuple[str, str, str]]:
    """Give what is near as rows: (name, what is known, how far)."""
    words, rows = telling.words, []
    for place in places:
        said = [words.text(KINDS[HotspotKind(place.kind)])]
        if place.last:
            said.append(words.text("visited %(when)s", when=ago_day(place.last, telling)))
        if place.next:
            said.append(words.text("next visit %(when)s", when=moment_words(place.next, telling)))
        rows.append((place.name, " · ".join(said), words.metres(place.metres)))
    for near in pairs[:3]:
        name = words.text("Pair %(pair)s", pair=near.pair.name)
        team = telling.teams.get(near.team, near.team)
        said_of = words.text("at %(place)s %(time)s", place=near.place, time=moment_words(near.at, telling))
        rows.append((f"{name} ({team})", said_of, words.metres(near.metres) if isinstance(tip.place, Point) else ""))
    return rows


def ago_day(at: datetime, telling: Telling) -> str:
    """Say on which day something was."""
    days = (telling.local(telling.now).date() - telling.local(at).date()).days
    words = telling.words
    return {0: words.text("today"), 1: words.text("yesterday")}.get(days, words.day(telling.local(at).date()))


def _likely(session: Session, tip: Tip, scope: Scope) -> tuple[Alike, ...]:
    if tip.state not in OPEN:
        return ()
    others = session.scalars(select(Tip).where(scope.clause(), Tip.state.in_(OPEN), Tip.parent_id.is_(None)))
    return likely_same(tip, others)


def _like(its: Alike, telling: Telling) -> LikeView:
    words, hours = telling.words, round(abs(its.later.total_seconds()) / 3600)
    when = (
        words.text("about the same time")
        if hours < 1
        else words.plural("%(num)s hour later", "%(num)s hours later", hours)
        if its.later.total_seconds() > 0
        else words.plural("%(num)s hour earlier", "%(num)s hours earlier", hours)
    )
    far = words.text("%(far)s away", far=words.metres(its.metres))
    return LikeView(card(its.tip, telling), f"{far}, {when}", its.tip.details or its.tip.find)


def _facts(session: Session, tip: Tip, telling: Telling) -> list[tuple[str, str]]:
    words = telling.words
    place = {
        Precision.EXACT: words.text("Pin on the map, within about %(metres)s m", metres=ABOUT_M[Precision.EXACT]),
        Precision.GRID_250: words.text("A square of 250 m; the exact place is forgotten"),
        Precision.DISTRICT: words.text("A part of the city, told in words"),
    }[Precision(tip.precision)]
    facts = [
        (words.text("Worry"), card(tip, telling).worry),
        (words.text("Asked the person?"), words.text(ASKED[Asked(tip.asked)]) if tip.asked in frozenset(Asked) else ""),
        (words.text("Place"), place),
        (words.text("District"), tip.district or words.text("Not known")),
        (words.text("Seen"), moment_words(moment(tip), telling)),
        (words.text("Came"), f"{moment_words(tip.received_at, telling)} ({ago(tip.received_at, telling)})"),
        (words.text("Told by"), words.text(SOURCES[tip.source])),  # type: ignore[index]
        (words.text("Team"), telling.teams.get(tip.team_id or "", words.text("Nobody yet"))),
        (words.text("Forgotten"), _forgotten(session, tip, telling)),
    ]
    if tip.state == TipState.PASSED_ON and tip.passed_to:
        office, _, which = tip.passed_to.partition(": ")
        told = words.text(OFFICES[Office(office)]) if office in frozenset(Office) else office
        facts.append((words.text("Passed on to"), f"{told}: {which}" if which else told))
    if tip.reason in frozenset(CloseReason):
        facts.append((words.text("Why"), words.text(CLOSE[CloseReason(tip.reason)])))
    if tip.reason in frozenset(WaitReason):
        facts.append((words.text("Why"), words.text(WAIT[WaitReason(tip.reason)])))
    return facts


def _forgotten(session: Session, tip: Tip, telling: Telling) -> str:
    clocks, words = stored_clocks(session), telling.words
    place, all_of_it = (
        telling.local(tip.received_at + clocks.after(Category.TIP, step)).date() for step in (Step.GRID_250, Step.GONE)
    )
    return words.text(
        "Exact place %(place)s, all of it %(all)s", place=words.full_date(place), all=words.full_date(all_of_it)
    )


def _effort_words(effort: EffortRow | None, telling: Telling) -> str:
    if effort is None:
        return ""
    words = telling.words
    days = words.day(effort.first) if effort.first == effort.last else words.dates(effort.first, effort.last)
    teams = words.listed([telling.teams.get(team, team) for team in effort.teams])
    return words.text("%(name)s: %(teams)s, %(days)s", name=effort.name, teams=teams, days=days)
