"""Words for the codes of ``geo`` and ``planner``: kinds of places and days, ways to travel, skills."""

from collections.abc import Mapping

from geo.calendar import DayKind
from geo.hotspot import Daylight, HotspotKind, Position
from geo.travel.times import Mode
from planner.plan import Leg
from web.words import N_, Words

KINDS: Mapping[HotspotKind, str] = {
    HotspotKind.STATION: N_("station"),
    HotspotKind.SQUARE: N_("square"),
    HotspotKind.PARK: N_("park"),
    HotspotKind.DAY_CENTRE: N_("day centre"),
    HotspotKind.SHELTER: N_("shelter"),
    HotspotKind.SERVICE: N_("service"),
    HotspotKind.SETTLEMENT: N_("settlement"),
    HotspotKind.EFFORT: N_("targeted effort"),
}

KINDS_IN_PLURAL: Mapping[HotspotKind, str] = {
    HotspotKind.STATION: N_("Stations"),
    HotspotKind.SQUARE: N_("Squares"),
    HotspotKind.PARK: N_("Parks"),
    HotspotKind.DAY_CENTRE: N_("Day centres"),
    HotspotKind.SHELTER: N_("Shelters"),
    HotspotKind.SERVICE: N_("Services"),
    HotspotKind.SETTLEMENT: N_("Settlements"),
    HotspotKind.EFFORT: N_("Targeted efforts"),
}

DAY_KINDS: Mapping[DayKind, str] = {
    DayKind.ORDINARY: N_("ordinary day"),
    DayKind.EVE: N_("eve"),
    DayKind.HOLIDAY: N_("public holiday"),
}

DAYLIGHTS: Mapping[Daylight, str] = {
    Daylight.ANY: N_("any time"),
    Daylight.DAY: N_("in daylight"),
    Daylight.DARK: N_("in the dark"),
}

POSITIONS: Mapping[Position, str] = {
    Position.VERIFIED: N_("position verified"),
    Position.PARTLY: N_("position partly verified"),
    Position.APPROXIMATE: N_("position approximate"),
}

MODES: Mapping[Mode, str] = {
    Mode.WALK: N_("on foot"),
    Mode.TRANSIT: N_("on foot and by public transport"),
    Mode.CAR: N_("by car"),
}

LINE_MODES: Mapping[str, str] = {
    "metro": N_("metro"),
    "commuter": N_("commuter train"),
    "tram": N_("tram"),
    "bus": N_("bus"),
    "ferry": N_("ferry"),
    "other": N_("other traffic"),
}

SKILLS: Mapping[str, str] = {
    "romanian": N_("Romanian"),
    "bulgarian": N_("Bulgarian"),
    "romani": N_("Romani"),
    "arabic": N_("Arabic"),
    "somali": N_("Somali"),
    "polish": N_("Polish"),
    "russian": N_("Russian"),
    "ukrainian": N_("Ukrainian"),
    "english": N_("English"),
    "spanish": N_("Spanish"),
    "finnish": N_("Finnish"),
    "tigrinya": N_("Tigrinya"),
    "dari": N_("Dari"),
    "sign_language": N_("sign language"),
    "elder_guide": N_("elder guide"),
    "nurse": N_("nurse"),
    "authority": N_("authority to decide on the spot"),
    "youth": N_("work with young people"),
    "violence": N_("support for people exposed to violence"),
    "driver": N_("driving licence"),
    "naloxone": N_("naloxone"),
}

COUNTED = (
    N_("hotspots"),
    N_("needs"),
    N_("teams"),
    N_("workers"),
    N_("shifts"),
    N_("periods"),
    N_("seasons"),
    N_("special_days"),
    N_("neighbourhoods"),
    N_("landmasses"),
    N_("bridges"),
    N_("lines"),
)
"""What ``planner.validate`` counts in a file without faults, by the names that it uses."""


def line_word(words: Words, line: str, *, begins: bool = True) -> str:
    """Name a line as a traveller reads it: ``metro 17 + bus 4 / tram 7`` becomes ``T-bana 17 + buss 4 / spårväg 7``.

    ``begins`` says whether it begins a sentence.
    """
    text = " + ".join(" / ".join(_ride_word(words, ride) for ride in way.split(" / ")) for way in line.split(" + "))
    return text[:1].upper() + text[1:] if begins else text


def _ride_word(words: Words, ride: str) -> str:
    mode, _, number = ride.partition(" ")
    return f"{words.text(LINE_MODES[mode])} {number}".strip() if mode in LINE_MODES else ride


def leg_word(words: Words, leg: Leg) -> str:
    """Say how a leg is travelled: by which line, on foot or by car."""
    if leg.line:
        return line_word(words, leg.line)
    return words.text(MODES[Mode.CAR if leg.mode is Mode.CAR else Mode.WALK])


def skill_word(words: Words, skill: str) -> str:
    """Name a skill; one that the program does not know is shown as the team wrote it."""
    return words.text(SKILLS[skill]) if skill in SKILLS else skill.replace("_", " ").replace("-", " ")
