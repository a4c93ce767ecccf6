"""What the phone's offline page says by its scripts: texts with ``{name}``, and [one, many] for what is counted."""

from collections.abc import Mapping
from typing import Final

from web.words import N_, Words

PREPARING: Final[Mapping[str, str]] = {
    "pin_short": N_("Choose at least six digits, and digits alone."),
    "pin_plain": N_("That one is guessed at once. Choose digits that are not alike or in a row."),
    "pin_differs": N_("The two are not the same. Type the PIN once more."),
    "preparing": N_("Fetching the route and the map …"),
    "prepare_failed": N_("The phone could not be prepared. Nothing was kept. Try again."),
    "prepare_sign_in": N_("Sign in first, then prepare."),
    "prepare_no_shift": N_("No shift is chosen. Choose the pair and the shift first, then prepare."),
    "prepare_over": N_("This shift is over. Choose tonight’s shift first, then prepare."),
    "prepare_no_net": N_("There is no net. Prepare while the phone has one; nothing was kept."),
    "emptied_wrong": N_("The PIN was wrong ten times. The phone has been emptied; what was not sent is lost."),
    "emptied_over": N_("The time is out. The phone has been emptied."),
    "emptied_ended": N_("All was sent, and the phone is empty. Thank you for tonight."),
    "emptied_by_hand": N_("The phone is empty."),
    "emptied_elsewhere": N_("The phone was emptied in another window, or somebody signed out."),
    "empty_title": N_("Empty the phone?"),
    "empty_text": N_("The route and all that was written are taken away from this phone."),
    "empty_text_waits": N_("Something has not been sent. It is lost if you empty the phone now."),
    "empty_yes": N_("Empty the phone"),
    "end_title": N_("End the shift on this phone?"),
    "end_text": N_("All is sent. The route and all that was written are taken away from this phone."),
    "end_yes": N_("End and empty"),
}

STATE: Final[Mapping[str, str]] = {
    "chip_ready": N_("Route in the phone"),
    "chip_phone": N_("Saved in the phone"),
    "chip_kept": N_("Not taken"),
    "route_here": N_("The route is in the phone. You manage without a net."),
    "all_sent": N_("All is sent. The phone is emptied when the shift is over."),
    "goes": N_("It is emptied at {when}, or when you end the shift."),
    "sent_at": N_("Sent {at}"),
    "waiting_text": N_("It is saved in the phone and is sent by itself while this page is open."),
    "not_sent": N_("It could not be sent."),
    "again_soon": N_("We try again in a moment."),
    "last_day": N_("What has not been sent by {when} is lost then."),
    "sign_in_title": N_("Sign in again and go on where you were."),
    "sign_in_text": N_("The time is out. What you wrote is saved in the phone and is sent when you have signed in."),
    "kept_text": N_("It is still in the phone. See what you can do."),
    "is_waiting": N_("Saved in the phone"),
    "is_kept": N_("Not taken"),
    "saved": N_("Saved in the phone"),
    "not_saved": N_("We could not save it. What you wrote is still here. Try again."),
    "changed_elsewhere": N_("This was saved in another window already. Go back to see it."),
}

ROUTE: Final[Mapping[str, str]] = {
    "map": N_("Tonight’s route on a map"),
    "hours_unknown": N_("Hours not known"),
    "open_now": N_("Open now"),
    "closed_now": N_("Closed now"),
    "call": N_("Call {name}"),
    "sign_break": N_("R"),
    "sign_slack": N_("S"),
    "sign_base": N_("B"),
    "log_stop": N_("Log {name}"),
    "open_visit": N_("See or change {name}"),
    "done_at": N_("Done {at}"),
    "changed_other": N_("The route has changed. See what is different."),
    "change_new": N_("New: {name}, {when}"),
    "change_moved": N_("Moved: {name}, {was} → {when}"),
    "change_changed": N_("Told anew: {name}, {when}"),
    "change_gone": N_("Taken away: {name}, {when}"),
}

LOG: Final[Mapping[str, str]] = {
    "fewer": N_("Fewer: {what}"),
    "more": N_("More: {what}"),
    "other_place": N_("Another visit"),
    "log_new": N_("There {at}"),
    "log_again": N_("Logged {at}; you change it"),
    "no_outcome": N_("Say how it went, then save."),
    "no_place": N_("Choose the place, then save."),
    "near": N_("Near {name}"),
    "tip_no_place": N_("Say where, then save."),
    "tip_no_worry": N_("Say what worries you, then save."),
    "tip_on_map": N_("A point on the map"),
    "tip_saved": N_("The tip is saved in the phone"),
    "check_well": N_("All is well"),
    "check_begin": N_("We begin"),
    "check_ended": N_("We are done"),
    "check_call": N_("Call us"),
    "check_due": N_("Say that all is well by {at}"),
    "check_none": N_("The check-in is not running"),
    "check_every": N_("Every {min} minutes"),
    "check_waits": N_("“{what}” of {at} is saved in the phone, and nobody knows of it yet. Call if you have no net."),
    "check_arrived": N_("“{what}” arrived {at}"),
    "kind_visit": N_("Visit, written {at}"),
    "kind_tip": N_("Tip, written {at}"),
    "kind_check_in": N_("Safety, said {at}"),
    "why_refused_note": N_("The note holds what may not be kept. Change it and save again."),
    "why_refused_other": N_("Fältplan does not take it as it is. Change it, or show it as text to your lead."),
    "why_changed": N_("Somebody changed it there meanwhile. Send yours as one of its own, or take it away."),
    "why_not_there": N_("The place is not there any more, or is not your team’s. Show it as text to your lead."),
    "why_not_yours": N_("You are not in the team any more, or have another role. Show it as text to your lead."),
    "remove_title": N_("Take it away?"),
    "remove_text": N_("It has not been sent and cannot be had back."),
    "remove_yes": N_("Take away"),
}

COUNTED: Final[Mapping[str, tuple[str, str]]] = {
    "pin_wrong": (
        N_("Wrong PIN. {num} try is left; then the phone is emptied, and what was not sent is lost."),
        N_("Wrong PIN. {num} tries are left; then the phone is emptied, and what was not sent is lost."),
    ),
    "tries_left": (N_("{num} try is left."), N_("{num} tries are left.")),
    "locked_waits": (
        N_("{num} thing is not sent. It is sent when you have typed the PIN."),
        N_("{num} things are not sent. They are sent when you have typed the PIN."),
    ),
    "waiting_visits": (N_("{num} visit waits for a net"), N_("{num} visits wait for a net")),
    "waiting_things": (N_("{num} thing waits for a net"), N_("{num} things wait for a net")),
    "kept_title": (N_("{num} thing was not taken"), N_("{num} things were not taken")),
    "again_min": (N_("We try again in a minute."), N_("We try again in {num} minutes.")),
    "changed_new": (
        N_("The route has changed: one stop is new. See what is different."),
        N_("The route has changed: {num} stops are new. See what is different."),
    ),
}


def offline_texts(words: Words) -> dict[str, str | list[str]]:
    """Give all texts in a language, as the page's scripts read them."""
    single = {**PREPARING, **STATE, **ROUTE, **LOG}
    texts: dict[str, str | list[str]] = {name: words.text(text) for name, text in single.items()}
    return texts | {name: [words.text(text) for text in both] for name, both in COUNTED.items()}
