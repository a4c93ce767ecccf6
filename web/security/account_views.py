"""The pages of one's own account over HTTP, and the page of an invitation."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user
from flask_security import hash_password
from flask_security.proxies import _security
from werkzeug.wrappers import Response

from web.appearance import appearance
from web.parts import parts
from web.security.access import public, signed_in, the_person
from web.security.accounts import people
from web.security.bindings import team_names
from web.security.forms import check_token
from web.security.invitations import accept, invited_by, sign_out_everywhere
from web.security.person import Person, Role
from web.security.role_words import grant_texts
from web.store.faults import NotThereError
from web.store.tables.accounts import Account
from web.words import N_

GONE = (
    N_("The invitation does not hold any more"),
    N_("It was used, or is older than seven days. Ask the one who looks after accounts for a new one."),
)


def add_account_pages(blueprint: Blueprint) -> None:
    """Add the pages to the blueprint of accounts."""
    blueprint.add_url_rule("/account", "account", account)
    blueprint.add_url_rule("/account/sign-out-everywhere", "sign_out_everywhere", end_all, methods=["POST"])
    blueprint.add_url_rule("/sign-in/no-code", "two_factor_rescue", no_code)
    blueprint.add_url_rule("/invitation/<token>", "invitation", invitation, methods=["GET", "POST"])


@signed_in
def account() -> str:
    """Show one's own account."""
    words = appearance().words
    names = team_names(parts().store)
    told = grant_texts(words, the_person().grants, names)
    return render_template(
        "security/account.html",
        account=current_user,
        roles=told,
        settings=parts().settings,
        looks_after_accounts=the_person().has({Role.ADMIN}),
        may_audit=the_person().has({Role.AUDITOR}),
    )


@signed_in
def end_all() -> Response:
    """Sign out here and everywhere else."""
    caller: Person = the_person()
    check_token()
    with parts().store.write(caller.actor) as work:
        row = work.edit(Account, caller.id, expected=None, changes={})
        sign_out_everywhere(row)
        work.note("account.signed_out_everywhere", "account", caller.id)
    people().forget()
    flash(appearance().words.text("You are signed out everywhere."), "success")
    return redirect(url_for("security.login"))


@public
def no_code() -> str:
    """Say what to do without the app."""
    return render_template("security/no_code.html")


@public
def invitation(token: str) -> str | tuple[str, int] | Response:
    """Let an invited person choose a password."""
    words = appearance().words
    invited = invited_by(parts().store, token)
    if invited is None:
        return render_template("security/said.html", title=words.text(GONE[0]), advice=words.text(GONE[1])), 404
    faults: dict[str, list[str]] = {}
    if request.method == "POST":
        check_token()
        chosen, again = request.form.get("new_password", ""), request.form.get("new_password_confirm", "")
        wrong, chosen = _security.password_util.validate(chosen, is_register=False)
        if wrong:
            faults["new_password"] = [str(said) for said in wrong]
        elif _security.password_util.normalize(again) != chosen:
            faults["new_password_confirm"] = [words.text("The two passwords are not the same.")]
        else:
            hashed = hash_password(chosen)
            try:
                with parts().store.write(f"account:{invited.account}") as work:
                    accept(work, parts().store, token, hashed)
            except NotThereError:
                abort(404)
            people().forget()
            flash(words.text("Your password is chosen. Sign in with it."), "success")
            return redirect(url_for("security.login"))
    return render_template("security/invitation.html", account=invited, faults=faults)
