"""Why something cannot be decided about a tip, and what to do, in words."""

from web.words import N_

FAULTS: dict[tuple[str, str], str] = {
    ("team", "not_yours"): N_("Choose one of the teams that you lead."),
    ("to", "unknown_team"): N_("Choose a team of the list."),
    ("to", "settlement"): N_("Where people live is told to one team alone. Say first that nobody lives there."),
    ("teams", "unknown_team"): N_("Choose teams of the list, your own among them."),
    ("teams", "settlement"): N_("Where people live is told to one team alone: no other team can come along."),
    ("until", "out_of_range"): N_("Choose a time ahead, at most 14 days away."),
    ("until", "no_date"): N_("Choose a date."),
    ("until", "no_time"): N_("Write a time, for instance 12.00."),
    ("until_time", "no_time"): N_("Write a time, for instance 12.00."),
    ("day", "no_date"): N_("Choose a date."),
    ("time", "no_time"): N_("Write a time, for instance 18.30."),
    ("minutes", "out_of_range"): N_("Write how long the visit lasts: 5 to 180 minutes."),
    ("hours", "past"): N_("That day is over. Choose another."),
    ("hours", "impossible"): N_("Those hours cannot be. Choose others."),
    ("hotspot", "unknown_place"): N_("Choose a place of the list."),
    ("place", "no_place"): N_("The tip does not say where it is, so nobody can go there. Ask, pass it on or close it."),
    ("state", "decided"): N_("It is decided already. Open it again, or call the effort off, before you decide anew."),
    ("state", "no_effort"): N_("There is no effort to call off, or a pair has been there already."),
    ("state", "not_ended"): N_("It is open already."),
    ("which", "too_long"): N_("That is too long. Write at most 80 characters."),
    ("reason", "unknown"): N_("Choose a reason."),
    ("office", "unknown"): N_("Choose an office of the list."),
}  # fmt: skip
"""Why something cannot be decided, and what to do."""

NOT_NOW = N_("The tip has come to a state from which that cannot be done. Look at it anew.")
STALE = N_("%(who)s changed the tip at %(time)s. What you wrote is left; look at what differs, and send again if it still holds.")  # noqa: E501  # fmt: skip
