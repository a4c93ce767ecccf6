"""What the pages of publishing, of a sick call and of setting up share: team, week, menus; and who was first."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from flask import abort, current_app

from planner.request import week_monday
from web.appearance import THEMES, appearance
from web.lead.absence_replan import has_ended
from web.lead.choices import choices_of
from web.lead.planning_views import latest_job
from web.lead.publish_news import News, NewsOfWeeks
from web.lead.publish_words import news_said
from web.lead.solving import solve_view
from web.parts import parts
from web.plans import TEAM_ID, WEEK_ID, PlanInfo
from web.security.access import the_person
from web.security.person import Role
from web.store.city_rows import stored_team_names
from web.store.faults import StaleEditError
from web.store_errors import CHANGED, who_and_when
from web.words import LANGUAGES

MAY_LEAD = (Role.LEAD, Role.COORDINATOR)
"""Roles that set up, plan and publish the weeks of their teams."""

_NEWS = "faltplan_news"


@dataclass(frozen=True, slots=True)
class WeekActions:
    """What can be done with a week from its board."""

    info: PlanInfo | None
    news: tuple[str, ...]
    over: bool
    under_way: bool

    @property
    def may_close(self) -> bool:
        """Whether the week is over, was published, and is not closed."""
        return self.over and self.info is not None and self.info.published is not None and self.info.state != "closed"


def week_page(team: str, week: str) -> dict[str, Any]:
    """Give what every page about one week shows; 404 where team or week are not written as such."""
    refuse_unwritten(team, week)
    chosen, now = appearance(), parts().store.clock()
    with parts().store.read() as session:
        names = stored_team_names(session)
    if team not in names:
        abort(404)
    monday = week_monday(week)
    words = chosen.words
    seen = the_person().teams((Role.LEAD, Role.FIELD, Role.COORDINATOR))
    return {
        "appearance": chosen,
        "words": words,
        "themes": THEMES,
        "languages": LANGUAGES,
        "team": team,
        "week": week,
        "team_name": names[team],
        "title": words.text("Week %(number)s", number=int(week[-2:])),
        "dates": words.dates(monday, monday.fromordinal(monday.toordinal() + 6)),
        "choices": choices_of(parts().plans, names, team=team, week=week, seen=seen, today=now.date()),
        "solve": solve_view(latest_job(team, week), words),
        "may_plan": the_person().may(MAY_LEAD, team=team),
    }


def refuse_unwritten(team: str, week: str) -> None:
    """Answer 404 where team or week are not written as such."""
    if not (TEAM_ID.fullmatch(team) and WEEK_ID.fullmatch(week)):
        abort(404)
    try:
        week_monday(week)
    except ValueError:
        abort(404)


def week_actions(team: str, week: str) -> WeekActions:
    """Give what can be done with a week: for the bar of its board."""
    info, job = parts().plans.info(team, week), latest_job(team, week)
    over = has_ended(week, parts().store.clock(), city_zone())
    told = () if info is None or over else news_said(appearance().words, news_of(info))
    return WeekActions(info, told, over, job is not None and job.under_way)


def news_of(info: PlanInfo) -> News:
    """Give what has changed since a version was made."""
    kept: NewsOfWeeks = current_app.extensions.setdefault(_NEWS, NewsOfWeeks())
    return kept.of(parts(), info)


def said_stale(error: StaleEditError) -> str:
    """Say who was first and when."""
    who, time = who_and_when(error)
    words = appearance().words
    return words.text(CHANGED[1], who=who, what=words.text("the week"), time=time)


def city_zone() -> ZoneInfo:
    """Give the city's time zone."""
    return ZoneInfo(parts().city_settings().timezone)
