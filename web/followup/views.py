"""Follow-up pages: a team's own, and the city's by district."""

from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse

from geo.calendar import Calendar
from geo.city import read_city
from web.appearance import appearance
from web.followup.csv_table import follow_up_csv
from web.followup.figures import Period, figures
from web.followup.follow_up_view import FollowUp, follow_up
from web.parts import parts
from web.plans import TEAM_ID
from web.security.access import allow, the_person
from web.security.person import Role
from web.security.seen import saw
from web.store.city_rows import stored_team_ids, stored_team_names
from web.store.place_rows import SHARED
from web.store.tables.places import HotspotRow

followup = Blueprint("followup", __name__, url_prefix="/followup")
LEADS = (Role.LEAD, Role.COORDINATOR)
READERS = (*LEADS, Role.DISTRICT, Role.AUDITOR)
WEEKS = (4, 12, 26, 52)
"""How long a period may be; periods begin on Mondays."""


@followup.get("")
@allow(*READERS)
def index() -> BaseResponse:
    """Go to the team that somebody leads, else to the city."""
    teams = sorted(the_person().teams(LEADS))
    return redirect(url_for("followup.team", team=teams[0]) if teams else url_for("followup.city"))


@followup.get("/team/<team>")
@allow(*LEADS, of_team=True)
def team(team: str) -> str:
    """Show a team's follow-up, place by place."""
    saw(the_person(), "follow_up", team, team)
    period = _period()
    return _page(team=team, name=_names().get(team, team), view=_of_team(team, period), period=period)


@followup.get("/team/<team>.csv")
@allow(*LEADS, of_team=True)
def team_csv(team: str) -> Response:
    """Serve a team's follow-up as CSV."""
    return _csv(_of_team(team, _period()), team, team)


@followup.get("/city")
@allow(*READERS)
def city() -> str:
    """Show all teams together, by district, in steps: no place, no team."""
    saw(the_person(), "follow_up", "city")
    period = _period()
    return _page(team="", name=appearance().words.text("The whole city"), view=_of_city(period), period=period)


@followup.get("/city.csv")
@allow(*READERS)
def city_csv() -> Response:
    """Serve the city's follow-up as CSV."""
    return _csv(_of_city(_period()), "city", "")


def _of_team(team: str, period: Period) -> FollowUp:
    if not TEAM_ID.fullmatch(team) or team not in _names():
        abort(404)
    with parts().store.read() as session:
        found = figures(session, period, teams=[team], tz=_tz(), calendar=_calendar(), until=parts().store.clock())
        rows = session.execute(select(HotspotRow.id, HotspotRow.name, SHARED, HotspotRow.teams))
        names = {spot: name for spot, name, shared, named in rows if shared or team in named}
    return follow_up(found, period, appearance().words, names=names)


def _of_city(period: Period) -> FollowUp:
    with parts().store.read() as session:
        teams = stored_team_ids(session)
        found = figures(session, period, teams=teams, tz=_tz(), calendar=_calendar(), until=parts().store.clock())
    return follow_up(found, period, appearance().words, names={}, in_steps=True)


def _page(*, team: str, name: str, view: FollowUp, period: Period) -> str:
    mine, names = the_person().teams(LEADS), _names()
    return render_template(
        "followup/index.html",
        team=team,
        name=name,
        view=view,
        weeks=period.weeks,
        lengths=WEEKS,
        last=_week(period.end - timedelta(days=1)),
        teams=sorted((names.get(one, one), one) for one in mine),
    )


def _period() -> Period:
    """Read the period of the address: so many weeks up to and with a week, by default this one."""
    chosen = request.args.get("weeks", str(WEEKS[0]))
    if chosen not in map(str, WEEKS):
        abort(404)
    today = parts().store.clock().astimezone(_tz()).date()
    monday = today - timedelta(days=today.weekday())
    text = request.args.get("to", "")
    if text:
        try:
            monday = date.fromisocalendar(int(text[:4]), int(text[6:]), 1)
        except ValueError:
            abort(404)
        if _week(monday) != text or not 2000 <= monday.year <= today.year + 1:
            abort(404)
    return Period(monday - timedelta(weeks=int(chosen) - 1), int(chosen))


def _csv(view: FollowUp, name: str, team: str) -> Response:
    parts().store.note(the_person().actor, "follow_up.exported", "follow_up", name, team=team)
    response = Response(follow_up_csv(view, appearance().words), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="faltplan-{name}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _names() -> dict[str, str]:
    with parts().store.read() as session:
        return stored_team_names(session)


def _tz() -> ZoneInfo:
    return ZoneInfo(parts().city_settings().timezone)


def _calendar() -> Calendar:
    folder = parts().city
    return _calendar_of(folder, (folder / "calendar.toml").stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _calendar_of(folder: Path, _changed: int) -> Calendar:
    return read_city(folder).calendar


def _week(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"
