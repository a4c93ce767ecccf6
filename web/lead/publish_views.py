"""Publishing a week over HTTP: review what differs, publish just that, close the week when it is over."""

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from web.appearance import appearance
from web.lead.publish_page import MAY_LEAD, city_zone, news_of, said_stale, week_actions, week_page
from web.lead.publish_view import broken_seen, publish_view
from web.lead.publish_words import news_said
from web.parts import parts
from web.plan_turns import close as close_week
from web.plan_turns import publish as publish_week
from web.plans import PlanInfo
from web.security.access import allow, the_person
from web.security.forms import check_token
from web.security.seen import saw
from web.store.faults import NotThereError, StaleEditError

publish = Blueprint("publish", __name__, url_prefix="/plan/<team>/<week>")
publish.before_request(check_token)
publish.add_app_template_global(week_actions, "week_actions")


@publish.get("/publish")
@allow(*MAY_LEAD, of_team=True)
def review(team: str, week: str) -> Response:
    """Show what differs from what was published, and offer to publish it."""
    return _review(team, week)


@publish.post("/publish")
@allow(*MAY_LEAD, of_team=True)
def publish_shown(team: str, week: str) -> BaseResponse:
    """Publish what the page showed: that version of the week, or nothing."""
    info, row = _shown(team, week), request.form.get("version", 0, type=int)
    if row == info.row_version and request.form.get("seen", "") != broken_seen(parts().plans.plan_of(info)):
        return _review(team, week, unseen=True, code=422)
    try:
        with parts().store.write(the_person().actor) as work:
            publish_week(work, team, week, expected=row)
    except StaleEditError as error:  # what was not seen is never published: the page is shown anew
        return _review(team, week, overtaken=said_stale(error), code=409)
    flash(appearance().words.text("The week is published. The pairs see it on their pages now."), "success")
    return redirect(url_for("lead.week", team=team, week=week), code=303)


@publish.post("/close")
@allow(*MAY_LEAD, of_team=True)
def close(team: str, week: str) -> BaseResponse:
    """Close a week that is over."""
    info, words = _shown(team, week), appearance().words
    actions = week_actions(team, week)
    if actions.may_close:
        with parts().store.write(the_person().actor) as work:
            close_week(work, team, week, expected=request.form.get("version", 0, type=int))
        flash(words.text("The week is closed. What happened stands in the follow-up."), "success")
    else:
        flash(words.text("The week is not over, or was never published. Nothing was changed."), "error")
    return redirect(url_for("lead.week", team=team, week=info.key.week), code=303)


def _review(team: str, week: str, *, unseen: bool = False, overtaken: str = "", code: int = 200) -> Response:
    shared = week_page(team, week)
    words, info = shared["words"], _shown(team, week)
    before = parts().plans.published(team, week)
    saw(the_person(), "plan", f"{team}/{week}", team)
    view = publish_view(
        words,
        parts().plans.plan_of(info),
        parts().plans.plan_of(before) if before else None,
        same=before is not None and before.number == info.number,
    )
    made_at = info.made_at.astimezone(city_zone())
    shared |= {
        "info": info,
        "view": view,
        "made": f"{words.day(made_at.date())} {words.clock(made_at)}",
        "news": news_said(words, news_of(info)) if not week_actions(team, week).over else (),
        "unseen": unseen,
        "overtaken": overtaken,
        "planned": True,
    }
    return make_response(render_template("lead/publish.html", **shared), code)


def _shown(team: str, week: str) -> PlanInfo:
    info = parts().plans.info(team, week)
    if info is None:
        raise NotThereError("week_plan", f"{team}/{week}")
    return info
