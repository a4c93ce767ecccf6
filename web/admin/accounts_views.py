"""The pages of accounts for administrators over HTTP: parse, call, render."""

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from web.admin.accounts_actions import (
    AccountFault,
    AccountInfo,
    add_account,
    change_account,
    invite_again,
    list_accounts,
    read_account,
    set_active,
)
from web.appearance import appearance
from web.parts import parts
from web.security.access import allow, the_person
from web.security.accounts import people
from web.security.bindings import district_names, team_names
from web.security.forms import check_token
from web.security.person import TEAM_ROLES, Grant, Role
from web.security.role_words import ROLES, grant_texts
from web.security.seen import saw
from web.store.faults import StaleEditError

accounts = Blueprint("accounts", __name__, url_prefix="/admin/accounts")
accounts.before_request(check_token)


@accounts.get("")
@allow(Role.ADMIN)
def index() -> Response:
    """List every account."""
    saw(the_person(), "account", "all")
    return _index()


@accounts.post("")
@allow(Role.ADMIN)
def add() -> Response:
    """Make an account and show its invitation."""
    form = request.form
    try:
        ident, token = add_account(
            parts().store,
            name=form.get("name", ""),
            email=form.get("email", ""),
            grants=_grants(),
            teams=team_names(parts().store),
            actor=the_person().actor,
        )
    except AccountFault as fault:
        return _index(fault=appearance().words.text(fault.said))
    return _link(read_account(parts().store, ident), token)


@accounts.get("/<int:ident>")
@allow(Role.ADMIN)
def account(ident: int) -> Response:
    """Show one account."""
    saw(the_person(), "account", str(ident))
    return _account(read_account(parts().store, ident))


@accounts.post("/<int:ident>")
@allow(Role.ADMIN)
def change(ident: int) -> BaseResponse:
    """Change name and roles."""
    words, store = appearance().words, parts().store
    try:
        change_account(
            store,
            ident,
            name=request.form.get("name", ""),
            grants=_grants(),
            teams=team_names(store),
            expected=_version(),
            actor=the_person().actor,
        )
    except AccountFault as fault:
        return _account(read_account(store, ident), fault=words.text(fault.said))
    except StaleEditError:
        return _stale(ident)
    people().forget()
    flash(words.text("Saved."), "success")
    return redirect(url_for("accounts.account", ident=ident))


@accounts.post("/<int:ident>/close")
@allow(Role.ADMIN)
def close(ident: int) -> BaseResponse:
    """Close an account."""
    return _set(ident, active=False)


@accounts.post("/<int:ident>/open")
@allow(Role.ADMIN)
def reopen(ident: int) -> BaseResponse:
    """Open a closed account."""
    return _set(ident, active=True)


@accounts.post("/<int:ident>/invitation")
@allow(Role.ADMIN)
def invite(ident: int) -> Response:
    """Make a new invitation and show it."""
    anew = request.form.get("begin_anew") == "1"
    token = invite_again(parts().store, ident, begin_anew=anew, actor=the_person().actor)
    people().forget()
    return _link(read_account(parts().store, ident), token)


def _set(ident: int, *, active: bool) -> BaseResponse:
    words, store = appearance().words, parts().store
    try:
        set_active(store, ident, active=active, expected=_version(), actor=the_person().actor)
    except AccountFault as fault:
        return _account(read_account(store, ident), fault=words.text(fault.said))
    except StaleEditError:
        return _stale(ident)
    people().forget()
    flash(words.text("The account is open.") if active else words.text("The account is closed."), "success")
    return redirect(url_for("accounts.account", ident=ident))


def _index(*, fault: str = "") -> Response:
    words, teams = appearance().words, team_names(parts().store)
    rows = [(info, grant_texts(words, info.grants, teams)) for info in list_accounts(parts().store)]
    given = {"name": request.form.get("name", ""), "email": request.form.get("email", "")}
    return _page(
        "admin/accounts.html", 400 if fault else 200, rows=rows, fault=fault, given=given, **_choices(_given())
    )


def _account(info: AccountInfo, *, fault: str = "", stale: bool = False) -> Response:
    chosen = _given() if fault else frozenset(_code(grant) for grant in info.grants)
    code = 409 if stale else 400 if fault else 200
    return _page("admin/account.html", code, info=info, fault=fault, stale=stale, **_choices(chosen))


def _stale(ident: int) -> Response:
    return _account(read_account(parts().store, ident), stale=True)


def _link(info: AccountInfo, token: str) -> Response:
    address = (parts().settings.url or request.host_url.rstrip("/")) + url_for("security.invitation", token=token)
    return _page("admin/invitation_link.html", 200, info=info, link=address)


def _page(template: str, code: int, **values: object) -> Response:
    response = make_response(render_template(template, **values), code)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _choices(chosen: frozenset[str]) -> dict[str, object]:
    """Give every role that can be chosen, as the form shows them: for teams, for districts, for the installation."""
    words = appearance().words

    def choice(grant: Grant, name: str) -> tuple[str, str, bool]:
        return _code(grant), name, _code(grant) in chosen

    by_team = [
        (name, [choice(Grant(role, team=team), words.text(said)) for role, said in ROLES.items() if role in TEAM_ROLES])
        for team, name in team_names(parts().store).items()
    ]
    return {
        "by_team": by_team,
        "districts": [choice(Grant(Role.DISTRICT, district=name), name) for name in district_names(parts().store)],
        "everywhere": [choice(Grant(role), words.text(ROLES[role])) for role in (Role.AUDITOR, Role.ADMIN)],
    }


def _code(grant: Grant) -> str:
    return f"{grant.role}:{grant.team or grant.district}"


def _given() -> frozenset[str]:
    return frozenset(request.form.getlist("grant"))


def _grants() -> list[Grant]:
    """Read the chosen roles; one that is none is left out."""
    found = []
    for code in request.form.getlist("grant"):
        name, _, bound = code.partition(":")
        if name in set(Role):
            role = Role(name)
            found.append(Grant(role, district=bound) if role is Role.DISTRICT else Grant(role, team=bound))
    return found


def _version() -> int:
    text = request.form.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0
