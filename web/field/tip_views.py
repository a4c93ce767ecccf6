"""A pair tells of what it sees: somebody who may need help, or a place that ought to be visited."""

from uuid import uuid4

from flask import Blueprint, abort, flash, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from web.appearance import appearance
from web.field.pages import WRITES, address, page, the_shift
from web.field.places import place_names, places_of
from web.field.tip_form import ASKED_THERE, TipForm, sent_details, tip_report, typed_tip
from web.field.tonight import PublishedShift
from web.parts import parts
from web.security.access import allow, the_person
from web.security.forms import check_token
from web.security.personal_data_use import Use
from web.security.personal_data_words import found_texts, message_texts
from web.tips.actions import leave_tip
from web.tips.tip import DETAILS_LENGTH, FIND_LENGTH, TipError
from web.tips.words import ASKED, FAULTS, WORRIES
from web.words import N_, translator

told = Blueprint("told", __name__, url_prefix="/field/<team>/<day>/<pair>/tip")
told.before_request(check_token)

LIMITS = {"details": DETAILS_LENGTH, "find": FIND_LENGTH}
"""Most characters of each text."""
WARNING = "personal_data_warning"
"""Code of what may be about a person, and may be kept where it is about the place."""


@told.get("")
@allow(*WRITES, of_team=True)
def new(team: str, day: str, pair: str) -> BaseResponse:
    """Show the form; a point that was shown on the map comes in the address after its ``#``, which no server sees."""
    return _form(the_shift(team, day, pair), TipForm(id=str(uuid4()), place=request.args.get("place", "")))


@told.post("")
@allow(*WRITES, of_team=True)
def save(team: str, day: str, pair: str) -> BaseResponse:
    """Keep the tip; sending the form again changes nothing."""
    shift, words, form = the_shift(team, day, pair), appearance().words, typed_tip(request.form)
    with parts().store.read() as opened:
        places = {place.id: place for place in places_of(opened, team)}
        names = place_names(opened, team)
    suggested = translator(parts().settings.lang).text(SUGGESTED)
    try:
        report = tip_report(form, places, suggested=suggested, names=names)
        leave_tip(
            parts().store,
            the_person().actor,
            report,
            key=parts().keys.tips_key,
            bounds=parts().city_settings().bounds,
            team=team,
        )
    except TipError as error:
        if error.field in {"id", "body"}:
            abort(400)
        typed = sent_details(form, suggested) if error.field == "details" else form.find.strip()
        told_faults = found_texts(words, typed, error.found, use=Use.TIP) or (_fault(error),)
        return _form(shift, form, faults={error.field: told_faults}, warned=error.code == WARNING, code=422)
    flash(words.text("The tip is saved. The lead decides what becomes of it."), "success")
    return redirect(address("shift.show", shift), code=303)


SUGGESTED = N_("Suggestion of a place to visit.")
"""What the tip of a suggested place begins with."""


def _fault(error: TipError) -> str:
    words = appearance().words
    if error.field == "about":
        return words.text("Choose what it is about.")
    text = FAULTS.get((error.field, error.code), N_("Something in the form did not arrive as it should. Try again."))
    return words.text(text, most=LIMITS.get(error.field, 0)) if "%(most)s" in text else words.text(text)


def _form(
    shift: PublishedShift,
    form: TipForm,
    *,
    faults: dict[str, tuple[str, ...]] | None = None,
    warned: bool = False,
    code: int = 200,
) -> BaseResponse:
    words = appearance().words
    with parts().store.read() as opened:
        places = places_of(opened, shift.plan.team)
        names = place_names(opened, shift.plan.team)
    return page(
        "tip",
        "field/tip.html",
        shift=shift,
        form=form,
        places=places,
        faults=faults or {},
        warned=warned,
        worries={worry.value: words.text(text) for worry, text in WORRIES.items()},
        asked={one.value: words.text(ASKED[one]) for one in ASKED_THERE},
        note_texts=message_texts(words, Use.TIP),
        limits=LIMITS,
        place_names=sorted(names),
        code=code,
    )
