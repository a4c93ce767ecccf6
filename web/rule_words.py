"""Broken rules in the reader's words: where, what is wrong, and by how much."""

from collections.abc import Mapping

from planner.request import WeekRequest
from planner.rules.violation import Rule, Violation
from web.code_words import line_word, skill_word
from web.lead.why import season_word
from web.words import N_, Words

RULES: Mapping[Rule, str] = {
    Rule.REFERENCES: N_("The plan's parts fit together"),
    Rule.SHIFT_BOUNDS: N_("Shifts and bases"),
    Rule.TRAVEL: N_("Travel"),
    Rule.WINDOWS: N_("Hours of the places"),
    Rule.SERVICE_TIME: N_("Length of visits"),
    Rule.SEASON: N_("Season"),
    Rule.DAYLIGHT: N_("Daylight"),
    Rule.MOST_PER_WEEK: N_("Most visits a week"),
    Rule.ONCE_A_DAY: N_("Once a day"),
    Rule.GAP: N_("Time between visits"),
    Rule.SKILLS: N_("Skills"),
    Rule.PAIRS_AT_ONCE: N_("Pairs at the same time"),
    Rule.ABSENCE: N_("Absence"),
    Rule.TWO_PLACES: N_("Nobody in two places"),
    Rule.DAILY_REST: N_("Daily rest"),
    Rule.WEEKLY_REST: N_("Weekly rest"),
    Rule.BREAK: N_("Breaks"),
    Rule.WEEKLY_HOURS: N_("Weekly hours"),
    Rule.NEWCOMERS: N_("Who makes a pair"),
    Rule.PINS: N_("What is pinned"),
    Rule.REINFORCEMENT: N_("Reinforcement"),
}

SENTENCES: Mapping[tuple[Rule, str], str] = {
    (Rule.REFERENCES, "other_week"): N_("The request is for %(team)s and %(week)s, not for this plan."),
    (Rule.REFERENCES, "unknown_base"): N_("There is no base %(base)s."),
    (Rule.REFERENCES, "unknown_worker"): N_("There is no such worker in the team."),
    (Rule.REFERENCES, "unknown_hotspot"): N_("There is no such place in the request."),
    (Rule.REFERENCES, "not_this_team"): N_("The place is kept for other teams."),
    (Rule.REFERENCES, "legs"): N_("The route has %(legs)s ways between its stops and needs %(expected)s."),
    (Rule.SHIFT_BOUNDS, "no_such_shift"): N_("There is no shift from %(start)s to %(end)s at this base."),
    (Rule.SHIFT_BOUNDS, "too_many_pairs"): N_("The shift is for at most this many pairs: %(pairs)s."),
    (Rule.SHIFT_BOUNDS, "too_early"): N_("The pair arrives at %(time)s, before the shift begins."),
    (Rule.SHIFT_BOUNDS, "too_late"): N_("The visit ends at %(time)s, after the shift."),
    (Rule.SHIFT_BOUNDS, "home_too_late"): N_("The pair is back at the base %(minutes)s min after the shift."),
    (Rule.TRAVEL, "too_short"): N_("The way takes %(minutes)s min, and the plan gives it %(has)s."),
    (Rule.TRAVEL, "leaves_too_early"): N_("The pair would have to leave %(minutes)s min before it is ready."),
    (Rule.TRAVEL, "other_line"): N_("The plan says %(line)s where the way goes by %(expected)s."),
    (Rule.WINDOWS, "no_window"): N_("The place is not to be visited at %(time)s."),
    (Rule.WINDOWS, "outlasts_window"): N_("The visit ends at %(time)s, but the hours end at %(end)s."),
    (Rule.SERVICE_TIME, "before_arrival"): N_("The visit begins at %(time)s, before the pair is there."),
    (Rule.SERVICE_TIME, "too_short"): N_("The visit takes %(minutes)s min, and the plan gives it %(has)s."),
    (Rule.SEASON, "out_of_season"): N_("The visit belongs to another season: %(season)s."),
    (Rule.DAYLIGHT, "in_the_dark"): N_("The visit needs daylight and ends at %(time)s; the sun sets at %(sunset)s."),
    (Rule.DAYLIGHT, "in_daylight"): N_("The visit needs the dark, and at %(time)s the sun is up."),
    (Rule.MOST_PER_WEEK, "too_many"): N_("%(visits)s visits by all teams; at most %(most)s are agreed."),
    (Rule.ONCE_A_DAY, "again"): N_("A second visit on the same day: the first is at %(first)s, this one at %(time)s."),
    (Rule.GAP, "too_soon"): N_("%(hours)s hours after the visit before; at least %(gap)s are agreed."),
    (Rule.SKILLS, "shift"): N_("The shift needs %(skills)s, and nobody in the pair has it."),
    (Rule.SKILLS, "need"): N_("The visit needs %(skills)s, and nobody there has it."),
    (Rule.PAIRS_AT_ONCE, "other_number"): N_(
        "%(pairs)s pairs are needed together at %(time)s, and the plan sends %(has)s."
    ),
    (Rule.ABSENCE, "absent"): N_("Is away that day."),
    (Rule.TWO_PLACES, "stops_overlap"): N_("The pair arrives at %(time)s, before it has left the stop before."),
    (Rule.TWO_PLACES, "twice_in_pair"): N_("The same worker stands twice in the pair."),
    (Rule.TWO_PLACES, "two_routes"): N_("Is out with another pair at the same time."),
    (Rule.TWO_PLACES, "commitment"): N_("Is taken at %(time)s: %(what)s."),
    (Rule.DAILY_REST, "too_short"): N_("Has %(has)s hours of daily rest; at least %(hours)s are needed."),
    (Rule.WEEKLY_REST, "too_short"): N_("Has %(has)s hours of weekly rest; at least %(hours)s are needed."),
    (Rule.BREAK, "outside_shift"): N_("The break at %(time)s lies outside the shift."),
    (Rule.BREAK, "too_short"): N_("The break at %(time)s is shorter than %(minutes)s min."),
    (Rule.BREAK, "not_free"): N_("The break at %(time)s is not free of visits and travel."),
    (Rule.BREAK, "none_in_time"): N_(
        "From %(time)s there are %(minutes)s min of work without a break; at most %(longest)s are allowed."
    ),
    (Rule.WEEKLY_HOURS, "too_many"): N_("Works %(hours)s hours in the week; the contract says %(contract)s."),
    (Rule.NEWCOMERS, "not_a_pair"): N_("A pair is two, with an observer three; here are %(workers)s."),
    (Rule.NEWCOMERS, "two_newcomers"): N_("Two newcomers go out together."),
    (Rule.NEWCOMERS, "observer_in_pair"): N_("An observer stands in for one of the two."),
    (Rule.NEWCOMERS, "third_is_no_observer"): N_("The third is no observer."),
    (Rule.PINS, "not_out"): N_("The pair is pinned to the shift from %(start)s to %(end)s and does not go out in it."),
    (Rule.PINS, "other_workers"): N_("Others go out than those who are pinned: %(workers)s."),
    (Rule.PINS, "stop_missing"): N_("The visit at %(time)s is pinned and is not in the plan."),
    (Rule.PINS, "stop_added"): N_("The route is pinned as it was, and a visit at %(time)s is added."),
    (Rule.REINFORCEMENT, "outside"): N_("The shift is lent to %(districts)s, and the place lies elsewhere."),
}


def violation_text(words: Words, violation: Violation, request: WeekRequest | None = None) -> str:
    """Say where a rule is broken and how; with the request, places and workers are called by name."""
    sentence = SENTENCES.get((violation.rule, violation.code), violation.code)
    said = words.text(sentence, **_figures(words, violation))
    where = ", ".join(_where(words, violation, request))
    rule = words.text(RULES[violation.rule])
    return f"{rule} ({where}): {said}" if where else f"{rule}: {said}"


def _where(words: Words, violation: Violation, request: WeekRequest | None) -> list[str]:
    hotspots = request.hotspot if request else {}
    workers = request.worker if request else {}
    where = []
    if violation.date:
        where.append(words.day(violation.date))
    if violation.pair:
        where.append(words.text("pair %(pair)s", pair=violation.pair))
    if violation.worker:
        known = workers.get(violation.worker)
        where.append(known.name if known else violation.worker)
    if violation.hotspot:
        place = hotspots.get(violation.hotspot)
        where.append(place.name if place else violation.hotspot)
    return where


def _figures(words: Words, violation: Violation) -> dict[str, str]:
    figures = {}
    for name, value in violation.params.items():
        if isinstance(value, str):
            figures[name] = _word(words, name, value)
        else:
            figures[name] = words.number(value, 0 if float(value).is_integer() else 1)
    return figures


def _word(words: Words, name: str, value: str) -> str:
    if name == "skills":
        return words.listed([skill_word(words, skill) for skill in value.split()])
    if name in {"line", "expected"}:
        return words.text("no line") if value == "-" else line_word(words, value)
    if name == "season":
        return season_word(words, value)
    if name in {"time", "start", "end", "sunset", "first"} and words.lang == "sv":
        return value.replace(":", ".")
    return value
