"""What an edit answers to a page that is open: the pieces that have changed, drawn, and where the map's data lie."""

from typing import Any

from flask import render_template, url_for

from planner.rules.violation import Violation
from web.appearance import appearance
from web.lead.draw_week import drawn_week
from web.lead.drawn import DrawnWeek
from web.lead.edit_bar import edit_bar
from web.lead.editing import shown_now
from web.parts import parts
from web.plans import PlanInfo

PIECES = {
    "week-figures": "lead/week_top.html",
    "edit-bar": "lead/edit_bar.html",
    "figures": "lead/figures.html",
    "broken": "lead/broken.html",
    "days": "lead/days.html",
    "unplanned": "lead/unplanned.html",
    "places": "lead/places.html",
}
"""Pieces of the page beside its days, by the id of their element."""


def changed_answer(
    before: PlanInfo,
    said: str,
    more: list[str],
    *,
    key: str,
    violations: tuple[Violation, ...] | None,
    turned: bool = False,
) -> dict[str, Any]:
    """Give what has changed since a version that a page shows.

    Parameters
    ----------
    said, more
        What happened, and its cost and the rules that it breaks, in words.
    key
        The stop that it was about.
    violations
        What the plan breaks now, where that has been checked.
    turned
        It was undone or done again, so that undoing is not offered beside it.
    """
    words = appearance().words
    team, week = before.key.team, before.key.week
    with parts().store.read():
        info = shown_now(parts().plans, team, week)
        drawn = drawn_week(team, week, info, violations=violations, last=before.content_hash)
        bar = edit_bar(parts().store, parts().plans, info, drawn.board.plan, words)
    old = parts().drawn.named(before.content_hash, words.lang)
    shared = {
        "board": drawn.board, "info": info, "edit": bar, "of": bar.of, "team": team, "week": week, "may_edit": True,
        "standalone": False, "words": words,
    }  # fmt: skip
    html = {name: render_template("lead/piece.html", piece=piece, **shared) for name, piece in PIECES.items()}
    days = touched(old, drawn)
    for day in (one for one in drawn.board.days if one.date.isoformat() in days):
        html[day.key] = render_template("lead/piece.html", piece="lead/day.html", day=day, **shared)
    return {
        "said": said,
        "more": [line for line in more if line],
        "seen": info.row_version,
        "of": bar.of,
        "offer": bool(bar.undo) and not turned,
        "pieces": html,
        "days": days,
        "key": key,
        "map": url_for("lead.plan_data", team=team, week=week, lang=words.lang, best=info.content_hash),
    }


def changed_days(before: PlanInfo, after: PlanInfo) -> list[str]:
    """Give the dates of the days that look other in one version than in another."""
    if before.content_hash == after.content_hash:
        return []
    was, now = (parts().plans.plan_of(info) for info in (before, after))
    differ = {route.date.isoformat() for a, b in ((was, now), (now, was)) for route in set(a.routes) - set(b.routes)}
    return sorted(differ)


def touched(old: DrawnWeek | None, new: DrawnWeek) -> list[str]:
    """Give the dates of the days whose routes have changed; of all where the old version is not in memory."""
    if old is None:
        return [day.date.isoformat() for day in new.board.days]
    was = {day.date: day for day in old.board.days}
    return [day.date.isoformat() for day in new.board.days if day != was.get(day.date)]
