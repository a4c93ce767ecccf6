"""What the audit's codes mean, in words: one line for each action that the program writes down."""

import re
from collections.abc import Mapping

from web.store.audit import canonical
from web.words import N_, Words

ACTIONS: Mapping[str, str] = {
    "absence.ended": N_("said that somebody is not away"),
    "absence.reported": N_("said that somebody is away"),
    "account.added": N_("made an account"),
    "account.changed": N_("changed an account"),
    "account.closed": N_("closed an account"),
    "account.confirmed": N_("confirmed who they are"),
    "account.demo_password": N_("gave an example account its password"),
    "account.invitation_accepted": N_("accepted an invitation"),
    "account.invited": N_("invited to an account"),
    "account.opened": N_("opened a closed account"),
    "account.passkey_added": N_("added a passkey"),
    "account.passkey_removed": N_("removed a passkey"),
    "account.password_changed": N_("changed their password"),
    "account.oidc_linked": N_("joined an account to the single sign-on"),
    "account.recovery_code_used": N_("used a recovery code"),
    "account.recovery_codes_made": N_("made recovery codes"),
    "account.seen": N_("looked at the accounts"),
    "account.second_factor_set": N_("set a second step for signing in"),
    "account.second_factor_removed": N_("removed the second step for signing in"),
    "account.sign_in_failed": N_("failed to sign in"),
    "account.signed_in": N_("signed in"),
    "account.signed_out": N_("signed out"),
    "account.signed_out_everywhere": N_("signed out everywhere"),
    "archive.exported": N_("exported the whole installation"),
    "archive.imported": N_("imported a whole installation"),
    "audit.exported": N_("exported from the audit"),
    "audit.seen": N_("looked at the audit"),
    "backup.made": N_("made a backup"),
    "backup.restored": N_("restored a backup"),
    "calendar.made": N_("made a calendar address"),
    "calendar.withdrawn": N_("withdrew a calendar address"),
    "check_in.begin": N_("began a check-in"),
    "check_in.call": N_("asked to be called"),
    "check_in.ended": N_("said that the shift is over"),
    "check_in.escalated": N_("saw that a pair had not said that all is well"),
    "check_in.said_again": N_("said again what stood already of a check-in"),
    "check_in.settled": N_("said that a pair was reached"),
    "check_in.taken_on": N_("took on to call a pair"),
    "check_in.well": N_("said that all is well"),
    "city.loaded": N_("loaded a city's places and teams"),
    "clock.accepted": N_("said that the clock is right"),
    "contact.forgotten": N_("erased a reporter's contact"),
    "contact.seen": N_("looked at a reporter's contact"),
    "districts.imported": N_("imported outlines of districts"),
    "effort.cancelled": N_("called off an effort"),
    "effort.done": N_("said that an effort is done"),
    "effort.made": N_("asked for an effort"),
    "effort.open": N_("opened an effort again"),
    "hotspot.added": N_("added a place"),
    "hotspot.changed": N_("changed a place"),
    "hotspot.removed": N_("removed a place"),
    "hotspot.seen": N_("looked at places"),
    "follow_up.exported": N_("fetched follow-up as a file"),
    "follow_up.seen": N_("looked at follow-up"),
    "hotspots.imported": N_("imported places and needs"),
    "job.asked": N_("asked for a job"),
    "job.cancel": N_("asked a job to stop"),
    "job.cancelled": N_("stopped a job"),
    "job.done": N_("finished a job"),
    "job.enough": N_("took the best plan so far"),
    "job.failed": N_("failed with a job"),
    "job.lost": N_("lost a job"),
    "job.no_wish": N_("took back a wish to a job"),
    "need.added": N_("added a visit need"),
    "need.changed": N_("changed a visit need"),
    "need.removed": N_("removed a visit need"),
    "plan.closed": N_("closed a week"),
    "plan.exported": N_("fetched a file of a week"),
    "plan.kept_again": N_("kept a plan that was kept already"),
    "plan.edited": N_("edited a plan"),
    "plan.made": N_("made a plan"),
    "plan.redone": N_("did an edit of a plan again"),
    "plan.published": N_("published a week"),
    "plan.undone": N_("undid an edit of a plan"),
    "plan.seen": N_("looked at a week"),
    "reach.seen": N_("looked at the reach of places"),
    "retention.defaults": N_("wrote the clocks as they are shipped"),
    "retention.erased": N_("erased what was due"),
    "retention.ran": N_("went through everything that was due"),
    "retention.seen": N_("looked at the clocks"),
    "retention.set": N_("set a clock"),
    "streets.imported": N_("imported streets and base map"),
    "timetable.imported": N_("imported a timetable"),
    "tip.became_effort": N_("made an effort of a tip"),
    "tip.closed": N_("closed a tip"),
    "tip.handed": N_("handed a tip over to a team"),
    "tip.joined": N_("joined a tip with another"),
    "tip.kept_open": N_("gave a tip a new time to answer"),
    "tip.left": N_("left a tip"),
    "tip.moved": N_("brought a tip to another state"),
    "tip.no_settlement": N_("said that a tip is about no settlement"),
    "tip.parted": N_("parted a tip from another"),
    "tip.passed_on": N_("passed a tip on to an office"),
    "tip.reopened": N_("opened a tip again"),
    "tip.seen": N_("looked at a tip"),
    "tip.unlike": N_("said that two tips are about different things"),
    "week.set_up": N_("set up a week"),
    "visit.corrected": N_("corrected a visit"),
    "visit.logged": N_("logged a visit"),
    "visit.seen": N_("looked at visits"),
    "visit.taken_back": N_("took back a visit"),
}
"""What was done, by the code of the action; the actor goes before it in a sentence."""

KINDS: Mapping[str, str] = {
    "account": N_("account"),
    "archive": N_("archive"),
    "audit": N_("audit"),
    "backup": N_("backup"),
    "calendar": N_("calendar"),
    "city": N_("city"),
    "clock": N_("clock"),
    "districts": N_("districts"),
    "effort": N_("targeted effort"),
    "hotspot": N_("place"),
    "follow_up": N_("follow-up"),
    "hotspots": N_("places"),
    "job": N_("job"),
    "plan": N_("plan"),
    "reach": N_("reach"),
    "retention": N_("erasure"),
    "retention_clock": N_("clock of erasure"),
    "streets": N_("streets"),
    "timetable": N_("timetable"),
    "tip": N_("tip"),
    "visit": N_("visit"),
    "week": N_("week"),
}
"""To what it was done; the categories of erasure stand beside these (``web.admin.retention_words``)."""

DETAILS: Mapping[str, str] = {
    "added": N_("added"),
    "again": N_("again"),
    "audit": N_("audit"),
    "begin_anew": N_("from the beginning"),
    "changed": N_("changed"),
    "changes": N_("changes"),
    "contact": N_("contact left"),
    "count": N_("number of"),
    "days": N_("days"),
    "digest": N_("checksum"),
    "erased_again": N_("erased again"),
    "extra": N_("shifts of its own"),
    "file": N_("file"),
    "first": N_("first day"),
    "filter": N_("search"),
    "hash": N_("checksum"),
    "hotspots": N_("places"),
    "how": N_("how"),
    "job": N_("job"),
    "jobs": N_("jobs"),
    "kind": N_("kind"),
    "left": N_("left"),
    "left_out": N_("left out"),
    "made_at": N_("made at"),
    "moved": N_("with another district"),
    "need": N_("need"),
    "needs": N_("needs"),
    "needs_added": N_("needs added"),
    "needs_changed": N_("needs changed"),
    "needs_removed": N_("needs removed"),
    "newest": N_("newest entry"),
    "number": N_("version"),
    "outcome": N_("outcome"),
    "outlines": N_("outlines"),
    "removed": N_("removed"),
    "replaced_seal": N_("seal that was replaced"),
    "replaced_seq": N_("last entry that was replaced"),
    "reason": N_("reason"),
    "roles": N_("roles"),
    "rows": N_("rows"),
    "settlement": N_("settlement"),
    "state": N_("state"),
    "shifts": N_("shifts"),
    "subject": N_("about"),
    "taken": N_("erased"),
    "teams": N_("teams"),
    "to": N_("to"),
    "urgent": N_("urgent"),
    "valid_from": N_("holds from"),
    "was": N_("before"),
    "what": N_("how"),
    "with_secrets": N_("with secrets"),
}
"""What the small facts of an entry are; one that is not here is shown as its code."""

FAULTS: Mapping[str, str] = {
    "changed": N_("Entry %(seq)s was changed: its seal does not hold."),
    "missing": N_("Entry %(seq)s is missing."),
    "tail": N_("The end of the audit is not where its last seal says it is: entries were removed, or the seal was changed. The last entry concerned is %(seq)s."),  # noqa: E501
    "checkpoint": N_("The checkpoint at entry %(seq)s was changed: its seal does not hold."),
    "gone": N_("There is no audit, although the database holds what only comes there with an entry. It was removed."),
    "rolled_back": N_("The database is older than you say: it has no entry %(seq)s. An older state was put in its place."),  # noqa: E501
    "other_seal": N_("Entry %(seq)s has another seal than you say. The database was replaced by another."),
}  # fmt: skip
"""Why the audit does not hold, by the code of the fault."""


def action_text(words: Words, action: str) -> str:
    """Say what was done; an action of another version is shown as its code."""
    return words.text(ACTIONS[action]) if action in ACTIONS else action


def detail_text(words: Words, name: str, value: object) -> tuple[str, str]:
    """Say a small fact of an entry, shortly: checksums by their beginning."""
    told = words.text(DETAILS[name]) if name in DETAILS else name
    if isinstance(value, bool):
        return told, words.text("yes") if value else words.text("no")
    text = canonical(value) if isinstance(value, dict | list) else str(value)
    if re.fullmatch(r"[0-9a-f]{64}", text):
        return told, f"{text[:12]}…"
    return told, text if len(text) <= 100 else f"{text[:99]}…"


def kind_text(words: Words, kind: str) -> str:
    """Name a kind of thing; one of another version is shown as its code."""
    return words.text(KINDS[kind]) if kind in KINDS else kind
