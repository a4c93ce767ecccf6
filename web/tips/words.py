"""What a tip's codes mean, in words: for those who tell, and for those who read."""

from collections.abc import Mapping

from web.store.tables.tips import TipSource, TipState
from web.tips.tip import Asked, Worry
from web.words import N_

WORRIES: Mapping[Worry, str] = {
    Worry.SLEEPS_OUTSIDE: N_("Sleeps outside"),
    Worry.COLD_OR_ILL: N_("Is cold, ill or in a bad way"),
    Worry.ADDICTION: N_("Is under the influence or uses drugs"),
    Worry.YOUNG: N_("Young people at risk"),
    Worry.SETTLEMENT: N_("A settlement of several people"),
    Worry.OTHER: N_("Something else"),
}
"""Kinds of worry, in the order of the form."""

ASKED: Mapping[Asked, str] = {
    Asked.NO: N_("No, I have not asked"),
    Asked.YES: N_("Yes, and the person wants contact"),
    Asked.DECLINED: N_("Yes, but the person wants to be left alone"),
    Asked.SELF: N_("It is about me – please come"),
    Asked.UNKNOWN: N_("Not told"),
}
"""Whether the person was asked."""

SOURCES: Mapping[TipSource, str] = {
    TipSource.PUBLIC: N_("Neighbour or passer-by"),
    TipSource.RELATIVE: N_("Relative or friend"),
    TipSource.POLICE: N_("The police"),
    TipSource.DISTRICT: N_("A district office"),
    TipSource.SOCIAL_SERVICES: N_("Social services somewhere else"),
    TipSource.PARTNER: N_("An association or a shelter"),
    TipSource.FIELD: N_("A pair in the field"),
}
"""Who tells."""

STATES: Mapping[TipState, str] = {
    TipState.RECEIVED: N_("Received"),
    TipState.GOING: N_("We are going there"),
    TipState.BEEN_THERE: N_("We have been there"),
    TipState.PASSED_ON: N_("Handed over to the right service"),
    TipState.CLOSED: N_("Closed"),
}
"""How far a tip has come, as its reporter is told; never whether somebody was found."""

SEEN: Mapping[str, tuple[str, int | None]] = {
    "now": (N_("Just now"), 0),
    "hours": (N_("A few hours ago"), 3),
    "yesterday": (N_("Yesterday or last night"), 20),
    "days": (N_("A few days ago"), 72),
    "unknown": (N_("I do not know"), None),
}
"""When it was seen, as the form asks, and about how many hours ago that was."""

FAULTS: Mapping[tuple[str, str], str] = {
    ("place", "missing"): N_("Show the place on the map, choose a part of the city, or describe where it is."),
    ("place", "out_of_range"): N_("The position cannot be read. Show the place on the map once more."),
    ("place", "outside_city"): N_("The place lies outside the city. Choose a place inside it, or tell the town that it lies in."),  # noqa: E501
    ("place", "unknown_neighbourhood"): N_("That part of the city is not known. Choose one of the list."),
    ("worry", "unknown_code"): N_("Choose what worries you."),
    ("asked", "unknown_code"): N_("Choose one of the answers."),
    ("source", "unknown_code"): N_("Choose who you are in the list."),
    ("seen_at", "unknown_code"): N_("Choose when you saw it in the list."),
    ("seen_at", "out_of_range"): N_("Choose when you saw it in the list."),
    ("details", "too_long"): N_("That is too long. Write at most %(most)s characters."),
    ("find", "too_long"): N_("That is too long. Write at most %(most)s characters."),
    ("contact", "too_long"): N_("That is too long. Write at most %(most)s characters."),
    ("details", "no_text"): N_("The text holds characters that cannot be kept. Write it anew."),
    ("find", "no_text"): N_("The text holds characters that cannot be kept. Write it anew."),
    ("contact", "no_text"): N_("The text holds characters that cannot be kept. Write it anew."),
    ("contact", "missing"): N_("Write a telephone number or an e-mail address, or untick the box."),
    ("contact", "no_consent"): N_("Tick the box if we may contact you, or empty the field."),
    ("details", "personal_data"): N_("Take out what tells who somebody is. It may not be kept here."),
    ("find", "personal_data"): N_("Take out what tells who somebody is. It may not be kept here."),
    ("details", "personal_data_warning"): N_("This may tell who somebody is. Take it out, or tick that you want to keep it."),  # noqa: E501
    ("find", "personal_data_warning"): N_("This may tell who somebody is. Take it out, or tick that you want to keep it."),  # noqa: E501
}  # fmt: skip
"""What is wrong with a part of the form, and what to do."""
