"""The page on reach, put into words: figures, rows of the tables, districts."""

from dataclasses import dataclass
from math import isfinite

from planner.request import Travel
from web.code_words import KINDS, MODES
from web.lead.reach_actions import ReachAnswer, Target
from web.lead.reach_places import Origin
from web.lead.reach_question import ALL_BASES, ON_DUTY
from web.lead.reach_siting_words import SitingView, minutes_text, siting_view
from web.lead.sources import TravelView, travel_view
from web.lead.why import season_word
from web.words import Words


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the summary: so many of so many."""

    part: str
    whole: str
    name: str


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of a table, and one mark on the map.

    Attributes
    ----------
    state
        ``"in"``, ``"out"``, or ``"new"`` for what new posts bring within reach.
    minutes, nearest
        How far the nearest is, and who it is; after the proposed posts in ``after`` where they are nearer.
    """

    key: str
    name: str
    kind: str
    kind_code: str
    district: str
    state: str
    minutes: str
    short: str
    nearest: str
    after: str
    visits: str
    wanted: bool
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class DistrictView:
    """How many of a district's neighbourhoods and visits lie within reach."""

    name: str
    reached: int
    neighbourhoods: int
    visits: str


@dataclass(frozen=True)
class ReachView:
    """All that the page says about an answer."""

    title: str
    when: str
    who: str
    nobody: bool
    figures: tuple[Figure, ...]
    gaps: tuple[RowView, ...]
    gap_areas: tuple[RowView, ...]
    reached: tuple[RowView, ...]
    districts: tuple[DistrictView, ...]
    origins: tuple[tuple[str, Origin, str], ...]
    siting: SitingView | None
    travel: TravelView


def reach_view(answer: ReachAnswer, words: Words) -> ReachView:
    """Put an answer into words."""
    question = answer.question
    rows = [_row(answer, target, words, n) for n, target in enumerate(answer.targets)]
    order = sorted(zip(answer.targets, rows, strict=True), key=lambda pair: _urgency(pair[0]))
    return ReachView(
        title=words.text("Within %(minutes)s minutes", minutes=words.number(question.minutes)),
        when=words.text(
            "%(day)s %(year)s at %(time)s",
            day=words.long_day(question.when.date()),
            year=question.when.year,
            time=words.clock(question.when),
        ),
        who=_who(answer, words),
        nobody=not answer.origins,
        figures=_figures(answer, words),
        gaps=tuple(row for _, row in order if row.state != "in" and row.kind_code),
        gap_areas=tuple(row for _, row in order if row.state != "in" and not row.kind_code),
        reached=tuple(row for _, row in order if row.state == "in"),
        districts=_districts(answer, words),
        origins=tuple((f"b{n}", origin, _origin(origin, words)) for n, origin in enumerate(answer.origins)),
        siting=siting_view(answer.siting, words) if answer.siting else None,
        travel=travel_view(
            Travel(answer.provider, answer.estimated, (), (), {}, answer.sources), words, until=question.when.date()
        ),
    )


def origin_choice(origin: Origin) -> str:
    """Name a base in a list of choices."""
    return f"{origin.team}: {origin.name}" if origin.team else origin.name


def _urgency(target: Target) -> tuple[bool, bool, int, float, str]:
    need = target.spot.need
    seconds = target.nearest.seconds if isfinite(target.nearest.seconds) else 1e9
    return (not need.wanted_now, target.spot.kind is None, -need.visits, -seconds, target.spot.name)


def _row(answer: ReachAnswer, target: Target, words: Words, number: int) -> RowView:
    spot, found = target.spot, target.nearest
    state = "in" if answer.within(target) else "new" if answer.within_after(target) else "out"
    said = minutes_text(found.seconds, words)
    if found.estimated and not answer.estimated:
        said = words.text("%(way)s, estimated", way=said)
    kind = words.text(KINDS[spot.kind]) if spot.kind else words.text("neighbourhood")
    nearer = isfinite(target.after_s) and target.after_s < found.seconds
    return RowView(
        key=f"t{number}",
        name=spot.name,
        kind=kind[:1].upper() + kind[1:],
        kind_code=spot.kind.value if spot.kind else "",
        district=spot.district,
        state=state,
        minutes=said,
        short=words.number(-(-found.seconds // 60)) if isfinite(found.seconds) else "–",
        nearest=_origin(answer.origins[found.start], words) if found.start >= 0 else "",
        after=words.minutes(target.after_s) if nearer else "",
        visits=words.number(spot.need.visits) if spot.kind else "",
        wanted=spot.need.wanted_now,
        lon=round(spot.place.lon, 6),
        lat=round(spot.place.lat, 6),
    )


def _origin(origin: Origin, words: Words) -> str:
    how = words.text(MODES[origin.start.mode])
    return " · ".join(part for part in (origin.name, origin.team, how) if part)


def _who(answer: ReachAnswer, words: Words) -> str:
    origin, count = answer.question.origin, len(answer.origins)
    if origin == ON_DUTY:
        pairs = sum(one.pairs for one in answer.origins)
        if not pairs:
            return words.text("No pair is on duty then.")
        said = words.plural("%(num)s pair on duty", "%(num)s pairs on duty", pairs)
        bases = words.plural("from %(num)s base", "from %(num)s bases", len({one.id for one in answer.origins}))
        return f"{said} {bases}"
    if origin == ALL_BASES:
        return words.plural("From %(num)s base", "From all %(num)s bases", count)
    return words.text("From %(place)s", place=_origin(answer.origins[0], words))


def _figures(answer: ReachAnswer, words: Words) -> tuple[Figure, ...]:
    hotspots = [t for t in answer.targets if t.spot.kind]
    areas = [t for t in answer.targets if not t.spot.kind]
    now = [t for t in hotspots if t.spot.need.wanted_now]
    visits = [sum(t.spot.need.visits for t in some) for some in ([t for t in hotspots if answer.within(t)], hotspots)]
    seasons = words.listed([season_word(words, season) for season in sorted(answer.seasons)])

    def counted(targets: list[Target], name: str) -> Figure:
        return Figure(words.number(sum(map(answer.within, targets))), words.number(len(targets)), name)

    return (
        counted(now, words.text("places where a visit is wanted then")),
        counted(hotspots, words.text("places")),
        Figure(
            words.number(visits[0]),
            words.number(visits[1]),
            words.text("visits a week (%(season)s)", season=seasons) if seasons else words.text("visits a week"),
        ),
        counted(areas, words.text("neighbourhoods")),
    )


def _districts(answer: ReachAnswer, words: Words) -> tuple[DistrictView, ...]:
    names = sorted({t.spot.district for t in answer.targets if t.spot.district})
    views = []
    for name in names:
        areas = [t for t in answer.targets if t.spot.district == name and not t.spot.kind]
        spots = [t for t in answer.targets if t.spot.district == name and t.spot.kind]
        wanted = sum(t.spot.need.visits for t in spots)
        got = sum(t.spot.need.visits for t in spots if answer.within(t))
        said = (
            words.text("%(part)s of %(whole)s", part=words.number(got), whole=words.number(wanted)) if wanted else "–"
        )
        views.append(DistrictView(name, sum(map(answer.within, areas)), len(areas), said))
    return tuple(sorted(views, key=lambda v: (v.reached / max(v.neighbourhoods, 1), v.name)))
