"""The main menu: the pages that somebody may open, in order."""

from dataclasses import dataclass

from flask import Flask, current_app, request, url_for

from web.security.access import access_of, person
from web.triage.counting import tips_waiting
from web.words import N_

PAGES = (
    ("lead.week", "lead.start", ("lead", "planning", "setup", "publish", "absence"), N_("The week")),
    ("places.index", "places.index", ("places", "place", "place_import"), N_("Places")),
    ("triage.index", "triage.index", ("triage",), N_("Tips")),
    ("shift.choose", "shift.choose", ("shift", "log", "told", "safety"), N_("Tonight")),
    ("team.start", "team.start", ("team",), N_("Team")),
    ("accounts.index", "accounts.index", ("accounts",), N_("Accounts")),
    ("audit.index", "audit.index", ("audit",), N_("Audit")),
    ("retention.index", "retention.index", ("retention",), N_("Erasure")),
    ("followup.index", "followup.index", ("followup",), N_("Follow-up")),
    ("reach.index", "reach.index", ("reach",), N_("Reach")),
)
"""The endpoint whose roles decide, the one that is opened, the blueprints whose pages belong to it, and the name."""


@dataclass(frozen=True, slots=True)
class MenuLink:
    """One entry of the menu; ``waiting`` is how much there waits for a decision, ``late`` how much of it is late."""

    address: str
    name: str
    here: bool
    waiting: int = 0
    late: int = 0


def add_navigation(app: Flask) -> None:
    """Let templates list the menu of who is calling with ``menu``; it is empty where there is one page alone."""

    def menu() -> list[MenuLink]:
        links = open_pages()
        return links if len(links) > 1 or not any(link.here for link in links) else []

    app.jinja_env.globals["menu"] = menu


def open_pages() -> list[MenuLink]:
    """Give the pages that who is calling may open, in order."""
    who = person()
    if who is None:
        return []
    return [
        MenuLink(url_for(opened), name, request.blueprint in blueprints, *_waiting(decides))
        for decides, opened, blueprints, name in PAGES
        if (access := access_of(current_app, decides)) is not None and who.has(access.roles)
    ]


def _waiting(decides: str) -> tuple[int, int]:
    if decides != "triage.index":
        return 0, 0
    found = tips_waiting()
    return found.tips, found.late
