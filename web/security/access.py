"""Default deny: every route declares who may call it; one that does not stops the program from starting."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, abort, g, redirect, request, url_for
from werkzeug.wrappers import Response

from web.security.person import Person, Role

View = TypeVar("View", bound=Callable[..., Any])
_ATTRIBUTE = "faltplan_access"


@dataclass(frozen=True, slots=True)
class Access:
    """Who may call a route.

    Attributes
    ----------
    anybody
        No account is needed.
    roles
        One of these is needed; empty together with ``anybody=False`` means whoever has signed in.
    of_team
        The role must be held for the team that the address names as ``<team>``.
    """

    anybody: bool = False
    roles: frozenset[Role] = frozenset()
    of_team: bool = False

    def admits(self, person: Person | None, *, team: str = "") -> bool:
        """Tell whether somebody may call."""
        if self.anybody:
            return True
        if person is None:
            return False
        if not self.roles:
            return True
        return person.may(self.roles, team=team) if self.of_team else person.has(self.roles)


class UndeclaredRouteError(RuntimeError):
    """A route does not say who may call it."""


def public(view: View) -> View:
    """Declare that anybody may call a view."""
    return declare(view, Access(anybody=True))


def signed_in(view: View) -> View:
    """Declare that whoever has signed in may call a view."""
    return declare(view, Access())


def allow(*roles: Role, of_team: bool = False) -> Callable[[View], View]:
    """Declare that these roles alone may call a view; ``of_team`` asks for them in the team of the address."""
    if not roles:
        raise ValueError("name a role")

    def decorate(view: View) -> View:
        return declare(view, Access(roles=frozenset(roles), of_team=of_team))

    return decorate


def declare(view: View, access: Access) -> View:
    """Declare who may call a view that another library made."""
    setattr(view, _ATTRIBUTE, access)
    return view


def access_of(app: Flask, endpoint: str) -> Access | None:
    """Tell who may call an endpoint; None where it does not say."""
    return getattr(app.view_functions.get(endpoint), _ATTRIBUTE, None)


def person() -> Person | None:
    """Give who is calling; None for somebody who has not signed in."""
    found: Person | None = g.get("person")
    return found


def the_person() -> Person:
    """Give who is calling, on a route that asks for an account."""
    found = person()
    if found is None:
        abort(401)
    return found


def guard(app: Flask, identify: Callable[[], Person | None]) -> None:
    """Refuse calls that a route's declaration does not allow; call it after the last route is added.

    Parameters
    ----------
    identify
        Says who is calling.

    Raises
    ------
    UndeclaredRouteError
        A route does not declare who may call it.
    """
    silent = sorted({r.endpoint for r in app.url_map.iter_rules() if access_of(app, r.endpoint) is None})
    if silent:
        raise UndeclaredRouteError(f"say with @public, @signed_in or @allow who may call: {', '.join(silent)}")

    @app.before_request
    def refuse() -> Response | None:
        if request.endpoint is None:
            g.person = identify()  # so that the page of an address that is not there knows who looks at it
            return None
        access = access_of(app, request.endpoint) or Access()
        if access.anybody and request.endpoint == "static":
            return None
        g.person = identify()
        if access.admits(g.person, team=(request.view_args or {}).get("team", "")):
            return None
        if g.person is not None:
            return abort(403)
        if request.method == "GET" and _is_page() and not request.path.startswith("/api/"):
            back = request.full_path if request.query_string else request.path
            return redirect(url_for("security.login", next=back))
        return abort(401)


def _is_page() -> bool:
    """Tell whether a browser asks for a page, not for what a page is made of."""
    mode = request.headers.get("Sec-Fetch-Mode")
    return mode == "navigate" if mode else request.accept_mimetypes.accept_html or not request.accept_mimetypes
