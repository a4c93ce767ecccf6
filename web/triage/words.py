"""What triage's codes mean, in words: reasons for closing and for waiting, offices to pass on to, effects."""

from collections.abc import Mapping
from enum import StrEnum

from web.words import N_


class CloseReason(StrEnum):
    """Why a tip is closed."""

    HELP_GIVEN = "help_given"
    KNOWN_ALREADY = "known_already"
    PLACE_ADDED = "place_added"
    NO_NEED = "no_need"
    DECLINED = "declined"
    NOT_FOUND = "not_found"
    TOO_VAGUE = "too_vague"
    NOT_OURS = "not_ours"
    MISUSE = "misuse"


class WaitReason(StrEnum):
    """Why a tip is kept open with nothing done yet."""

    DAYLIGHT = "daylight"
    NO_PAIR_OUT = "no_pair_out"
    ASKING_OTHERS = "asking_others"
    VISITED_LATELY = "visited_lately"
    LEFT_ALONE = "left_alone"


class Office(StrEnum):
    """To whom a tip may be passed on."""

    DISTRICT_SOCIAL_SERVICES = "district_social_services"
    SOCIAL_EMERGENCY = "social_emergency"
    HEALTH_CARE = "health_care"
    ADDICTION_CARE = "addiction_care"
    WOMENS_SHELTER = "womens_shelter"
    LANDOWNER = "landowner"
    CITY_MAINTENANCE = "city_maintenance"
    OTHER_MUNICIPALITY = "other_municipality"
    ASSOCIATION = "association"
    POLICE = "police"


CLOSE: Mapping[CloseReason, str] = {
    CloseReason.HELP_GIVEN: N_("Help has been offered"),
    CloseReason.KNOWN_ALREADY: N_("The place is visited already"),
    CloseReason.PLACE_ADDED: N_("The place has been added"),
    CloseReason.NO_NEED: N_("No need of outreach"),
    CloseReason.DECLINED: N_("The person has asked to be left alone"),
    CloseReason.NOT_FOUND: N_("The place could not be found"),
    CloseReason.TOO_VAGUE: N_("It does not say where to look"),
    CloseReason.NOT_OURS: N_("Not a matter for outreach"),
    CloseReason.MISUSE: N_("Not meant as a tip"),
}
"""Why a tip is closed; its reporter is told that it is closed, and not why."""

WAIT: Mapping[WaitReason, str] = {
    WaitReason.DAYLIGHT: N_("It is to be looked for by daylight"),
    WaitReason.NO_PAIR_OUT: N_("No pair is out before then"),
    WaitReason.ASKING_OTHERS: N_("Another team or office has been asked"),
    WaitReason.VISITED_LATELY: N_("Somebody was there lately"),
    WaitReason.LEFT_ALONE: N_("The person said no: we wait before we ask again"),
}
"""Why nothing is done yet."""

OFFICES: Mapping[Office, str] = {
    Office.DISTRICT_SOCIAL_SERVICES: N_("Social services of the district"),
    Office.SOCIAL_EMERGENCY: N_("The social emergency service"),
    Office.HEALTH_CARE: N_("Health care"),
    Office.ADDICTION_CARE: N_("Addiction care"),
    Office.WOMENS_SHELTER: N_("A women’s shelter"),
    Office.LANDOWNER: N_("The owner of the land"),
    Office.CITY_MAINTENANCE: N_("The city’s upkeep of streets and parks"),
    Office.OTHER_MUNICIPALITY: N_("Another municipality"),
    Office.ASSOCIATION: N_("An association"),
    Office.POLICE: N_("The police"),
}
"""Whom a tip may be passed on to. What is told to them is told by telephone; nothing is sent from here."""

JOIN_FAULTS: Mapping[str, str] = {
    "joined": N_("They are joined already."),
    "not_open": N_("One of them is settled already. Open it again before you join them."),
    "two_efforts": N_("Each of them has become an effort. Call one of the efforts off before you join them."),
    "settlement": N_("One of them tells of where people live, and one team alone sees that. They cannot be joined."),
    "not_joined": N_("It is joined with no other."),
}
"""Why two tips cannot be joined, and what to do."""
