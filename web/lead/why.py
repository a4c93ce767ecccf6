"""Why a stop is planned and why a need is not, in words with figures from the request."""

from collections.abc import Callable, Mapping

from geo.hotspot import Daylight, VisitNeed
from geo.travel.times import Mode
from planner.need_match import covered_visits
from planner.plan import Reason, Stop, Suggestion, Unplanned, WeekPlan
from planner.request import WeekRequest
from planner.why_stop import StopReasons
from web.code_words import skill_word
from web.words import N_, Words

SEASONS: Mapping[str, str] = {
    "winter": N_("winter"),
    "spring": N_("spring"),
    "summer": N_("summer"),
    "autumn": N_("autumn"),
}

REASONS: Mapping[Reason, str] = {
    Reason.NO_SHIFT_IN_WINDOW: N_("The place can be visited %(hours)s. No shift is out then."),
    Reason.NO_PAIR_IN_WINDOW: N_("The place can be visited %(hours)s. The shifts then have no pair."),
    Reason.OUT_OF_SEASON: N_("The visits belong to another season: %(season)s."),
    Reason.NO_DAYLIGHT: N_("The visit needs daylight. The sun is up %(daylight)s, and no shift has time for it then."),
    Reason.NO_DARKNESS: N_("The visit needs the dark. The sun is up %(daylight)s, and no shift is out after that."),
    Reason.MISSING_SKILL: N_("The visit needs %(skills)s. No pair with that is out %(hours)s."),
    Reason.TOO_FEW_PAIRS_AT_ONCE: N_(
        "%(pairs)s pairs are needed at the same time. That many are never free together %(hours)s."
    ),
    Reason.WINDOW_TOO_SHORT: N_("The visit takes %(minutes)s. No shift is out that long at a stretch %(hours)s."),
    Reason.TOO_FAR: N_(
        "The journey takes at least %(journey)s there and back. No pair has time for that and still some slack."
    ),
    Reason.GAP_TOO_SHORT: N_(
        "At least %(gap)s shall pass between two visits. No more visits fit in the week with that."
    ),
    Reason.CEILING_REACHED: N_(
        "The ceiling is reached: at most %(most)s visits a week by all teams, and others make %(covered)s of them."
    ),
    Reason.NO_TIME_LEFT: N_("Every pair is taken %(hours)s. Other visits weighed more."),
}

SUGGESTIONS: Mapping[Suggestion, str] = {
    Suggestion.ADD_SHIFT: N_("Add a shift that is out %(hours)s."),
    Suggestion.STAFF_SHIFT: N_("Find a pair for a shift that is out %(hours)s."),
    Suggestion.WAIT_FOR_SEASON: N_("Nothing needs to be done until the season begins."),
    Suggestion.MOVE_TO_DAYLIGHT: N_("Start a shift earlier, so that it is out %(daylight)s."),
    Suggestion.MOVE_TO_DARKNESS: N_("Start or end a shift later, so that it is out after sunset."),
    Suggestion.ADD_SKILL: N_("Put somebody with %(skills)s in a pair that is out %(hours)s."),
    Suggestion.JOIN_PAIRS: N_("Let %(pairs)s pairs be out at the same time %(hours)s."),
    Suggestion.WIDEN_WINDOW: N_("Allow visits at more hours than %(hours)s."),
    Suggestion.CLOSER_BASE: N_("Start a shift from a base that is closer, or go by car."),
    Suggestion.SHORTEN_GAP: N_("Allow less than %(gap)s between the visits."),
    Suggestion.RAISE_CEILING: N_("Agree with the other teams on more than %(most)s visits a week."),
    Suggestion.ADD_PAIR: N_("Add a pair %(hours)s, or lower what is asked of another place."),
}

_FITS: Mapping[Reason, Callable[[VisitNeed], bool]] = {
    Reason.OUT_OF_SEASON: lambda need: need.season != "all",
    Reason.NO_DAYLIGHT: lambda need: need.daylight is Daylight.DAY,
    Reason.NO_DARKNESS: lambda need: need.daylight is Daylight.DARK,
    Reason.MISSING_SKILL: lambda need: bool(need.skills),
    Reason.TOO_FEW_PAIRS_AT_ONCE: lambda need: need.pairs > 1,
    Reason.GAP_TOO_SHORT: lambda need: need.gap_h > 0,
}


def unplanned_need(plan: WeekPlan, left_out: Unplanned, visits: Mapping[str, list[Stop]]) -> VisitNeed | None:
    """Tell which need of the place is meant: one that lacks visits and that the reason can be true of."""
    here = [need for need in plan.request.needs if need.hotspot == left_out.hotspot]
    lacking = [need for need in here if len(visits[need.id]) < need.target] or here
    fits = _FITS.get(left_out.reason)
    return next((need for need in lacking if fits is None or fits(need)), lacking[0] if lacking else None)


def why_unplanned(words: Words, request: WeekRequest, left_out: Unplanned, need: VisitNeed | None) -> tuple[str, str]:
    """Give the reason and the suggestion of an unplanned need as sentences."""
    figures = _figures(words, request, need, left_out.hotspot)
    return (
        words.text(REASONS[left_out.reason], **figures),
        words.text(SUGGESTIONS[left_out.suggestion], **figures),
    )


def why_here(words: Words, reasons: StopReasons) -> str:
    """Say why a stop is planned, in a line of short pieces; what is joint stands beside it already."""
    said = [_which(words, reasons)]
    if reasons.pinned:
        said.append(words.text("pinned"))
    if reasons.overdue_days:
        said.append(words.plural("%(num)s day overdue", "%(num)s days overdue", reasons.overdue_days))
    if reasons.people:
        said.append(words.text("people are here %(hours)s", hours=words.span(*reasons.people)))
    if reasons.off_peak:
        said.append(words.text("outside the hours when most people are here"))
    minutes = words.minutes(reasons.way_s)
    said.append(
        words.text("%(minutes)s from the base", minutes=minutes)
        if reasons.from_base
        else words.text("%(minutes)s from the stop before", minutes=minutes)
    )
    if reasons.only_pair:
        said.append(words.text("no other pair can"))
    elif reasons.only_day:
        said.append(words.text("no other day will do"))
    if reasons.also_days:
        days = words.listed([words.day(day) for day in reasons.also_days])
        said.append(words.text("the same pair is here %(days)s too", days=days))
    return " · ".join(said)


def _which(words: Words, reasons: StopReasons) -> str:
    if reasons.nth > reasons.target:
        return words.text("A visit beyond the aim, since there was time")
    figures = {"nth": words.number(reasons.nth), "target": words.number(reasons.target)}
    if reasons.agreed:
        return words.text("Visit %(nth)s of %(target)s, agreed", **figures)
    return words.text("Visit %(nth)s of %(target)s", **figures)


def season_word(words: Words, season: str) -> str:
    """Name a season; one that the program does not know is shown as the city wrote it."""
    return words.text(SEASONS[season]) if season in SEASONS else season


def gap_word(words: Words, hours: float) -> str:
    """Say the time between visits in days where it is whole days, else in hours."""
    if hours and hours % 24 == 0:
        return words.plural("%(num)s day", "%(num)s days", int(hours // 24))
    return words.plural("%(num)s hour", "%(num)s hours", round(hours))


def _figures(words: Words, request: WeekRequest, need: VisitNeed | None, hotspot: str) -> dict[str, str]:
    figures = {"daylight": _daylight(words, request), "journey": _journey(words, request, hotspot)}
    if need is None:
        nothing = words.text("at the agreed hours")
        return figures | dict.fromkeys(
            ("hours", "season", "skills", "pairs", "minutes", "gap", "most", "covered"), nothing
        )
    return figures | {
        "hours": words.windows(need.windows),
        "season": season_word(words, need.season),
        "skills": words.listed([skill_word(words, skill) for skill in sorted(need.skills)])
        or words.text("the skill that is wanted"),
        "pairs": words.number(need.pairs),
        "minutes": words.minutes(need.minutes * 60),
        "gap": gap_word(words, need.gap_h),
        "most": words.number(need.most),
        "covered": words.number(covered_visits(request, need)),
    }


def _daylight(words: Words, request: WeekRequest) -> str:
    # The day in the middle of the week stands for all seven: they differ by some minutes.
    middle = request.days[3]
    if middle.sunrise is None or middle.sunset is None:
        return words.text("all day or not at all")
    return words.span(middle.sunrise, middle.sunset)


def _journey(words: Words, request: WeekRequest, hotspot: str) -> str:
    index = request.travel.index
    if hotspot not in index:
        return words.text("a long time")
    there = index[hotspot]
    modes = {shift.mode for shift in request.shifts} or {Mode.TRANSIT}
    both_ways = [
        int(matrix.seconds[index[base.id], there]) + int(matrix.seconds[there, index[base.id]])
        for (mode, _), matrix in request.travel.matrices.items()
        if mode in modes
        for base in request.bases
    ]
    return words.minutes(min(both_ways)) if both_ways else words.text("a long time")
