"""Words of a team's page: its fields, and what is said when an entry was saved or removed."""

from collections.abc import Mapping

from web.words import N_

LABELS: Mapping[str, str] = {
    "name": N_("Name"),
    "worker": N_("Who"),
    "workers": N_("Who takes part"),
    "first": N_("First day"),
    "last": N_("Last day"),
    "free": N_("Wish"),
    "start": N_("Begins"),
    "end": N_("Ends"),
    "what": N_("What it is"),
    "kind": N_("Kind"),
    "weekly_hours": N_("Hours a week"),
    "experience": N_("Experience"),
    "when": N_("When the shift is"),
    "base": N_("Base"),
    "mode": N_("How they travel"),
    "pairs": N_("Pairs"),
    "districts": N_("Lent to districts"),
    "at": N_("Position"),
    "slack_share": N_("Slack, per cent of each shift"),
    "pairs_named": N_("Names of pairs"),
    "contact": N_("Who is called when a pair does not check in"),
}
"""What each field is called."""

SAVED: Mapping[str, str] = {
    "workers": N_("The member of staff is saved."),
    "absences": N_("The absence is saved. Weeks that are planned already must be planned again."),
    "wishes": N_("The wish is saved."),
    "work": N_("The fixed work is saved."),
    "shifts": N_("The shift is saved. It holds for weeks that are planned from now on."),
    "bases": N_("The base is saved."),
}

REMOVED: Mapping[str, str] = {
    "workers": N_("%(name)s is removed. Plans that are made stay as they are."),
    "absences": N_("The absence of %(name)s is taken away."),
    "wishes": N_("The wish of %(name)s is taken away."),
    "work": N_("%(name)s is taken away."),
    "shifts": N_("The shift %(name)s is taken away. Plans that are made stay as they are."),
    "bases": N_("The base %(name)s is taken away."),
}
