"""Where new posts would do most good, put into words: what was found, the steps with their costs, what is proven."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

from web.lead.reach_places import Spot
from web.lead.reach_question import Candidates, Goal, Weigh
from web.lead.reach_siting import SitingAnswer, SitingStep
from web.words import N_, Words

GOALS: Mapping[Goal, str] = {
    Goal.COVER: N_("As much as possible within reach"),
    Goal.ALL: N_("Everything within reach with as few as possible"),
    Goal.TRAVEL: N_("The shortest travel on average"),
}
WEIGHS: Mapping[Weigh, str] = {
    Weigh.VISITS: N_("Visits a week"),
    Weigh.MINUTES: N_("Time in the field a week"),
    Weigh.WEIGHT: N_("Visits by their weight"),
    Weigh.NEIGHBOURHOODS: N_("Neighbourhoods"),
}
CANDIDATES: Mapping[Candidates, str] = {
    Candidates.BOTH: N_("At places and in neighbourhoods"),
    Candidates.PLACES: N_("At places (station, square, day centre, service, shelter)"),
    Candidates.NEIGHBOURHOODS: N_("In neighbourhoods"),
}


@dataclass(frozen=True, slots=True)
class StepView:
    """One step of a siting, as a row of its table; ``share`` is the covered part in percent."""

    posts: int
    where: str
    covered: str
    gain: str
    mean: str
    cost: str
    share: float


@dataclass(frozen=True)
class SitingView:
    """A siting in words; ``spots`` are the proposed posts in order, as on the map."""

    lead: str
    said: tuple[str, ...]
    steps: tuple[StepView, ...]
    spots: tuple[tuple[str, Spot], ...]
    counts: str
    before: str
    before_share: float
    before_mean: str


def minutes_text(seconds: float, words: Words) -> str:
    """Write a time of travel, or that there is no way."""
    return words.minutes(seconds) if isfinite(seconds) else words.text("no way there")


def siting_view(siting: SitingAnswer, words: Words) -> SitingView:
    """Put a siting into words."""
    asked = siting.question
    return SitingView(
        lead=_lead(siting, words),
        said=tuple(_said(siting, words)),
        steps=tuple(_step(siting, step, words) for step in siting.steps),
        spots=tuple((f"p{n}", spot) for n, spot in enumerate(siting.spots, start=1)),
        counts=words.text(WEIGHS[asked.weigh]),
        before_mean=minutes_text(siting.mean_before_s, words) if siting.mean_before_s is not None else "–",
        before=counted(siting.before, asked.weigh, words),
        before_share=_share(siting.before, siting.total),
    )


def counted(value: float, weigh: Weigh, words: Words) -> str:
    """Write how much need: ``12 visits a week``."""
    match weigh:
        case Weigh.VISITS:
            return words.plural("%(num)s visit a week", "%(num)s visits a week", round(value))
        case Weigh.MINUTES:
            return words.plural("%(num)s minute a week", "%(num)s minutes a week", round(value))
        case Weigh.NEIGHBOURHOODS:
            return words.plural("%(num)s neighbourhood", "%(num)s neighbourhoods", round(value))
        case Weigh.WEIGHT:
            return words.text("%(num)s weighted visits a week", num=words.number(value, 1))


def kronor(value: float, words: Words) -> str:
    """Write an amount in SEK, in whole hundreds from 10 000 on."""
    return words.text("%(sek)s kr", sek=words.number(round(value, -2) if value >= 10_000 else round(value)))


def _lead(siting: SitingAnswer, words: Words) -> str:
    weigh = siting.question.weigh
    if not siting.spots:
        return words.text("No new post brings more within reach.")
    posts = words.plural("%(num)s new post", "%(num)s new posts", len(siting.spots))
    if siting.question.goal is Goal.TRAVEL and siting.mean_s is not None:
        now = minutes_text(siting.mean_before_s if siting.mean_before_s is not None else float("inf"), words)
        return words.text(
            "%(posts)s: on average %(after)s to the nearest, today %(before)s.",
            posts=posts,
            after=words.minutes(siting.mean_s),
            before=now,
        )
    return words.text(
        "%(posts)s: %(after)s within reach, today %(before)s of %(total)s.",
        posts=posts,
        after=counted(siting.covered, weigh, words),
        before=words.number(siting.before, 1 if weigh is Weigh.WEIGHT else 0),
        total=words.number(siting.total, 1 if weigh is Weigh.WEIGHT else 0),
    )


def _said(siting: SitingAnswer, words: Words) -> list[str]:
    said = []
    if siting.spots:
        said.append(
            words.text(
                "Cost: %(posts)s × %(each)s = %(sum)s a year.",
                posts=len(siting.spots),
                each=kronor(siting.question.post_sek, words),
                sum=kronor(siting.sek, words),
            )
        )
    if siting.young_total:
        said.append(
            words.text(
                "Children and young people: %(after)s of %(total)s visits for them within reach, today %(before)s.",
                after=words.number(siting.young),
                before=words.number(siting.young_before),
                total=words.number(siting.young_total),
            )
        )
    if siting.possible < siting.total:
        said.append(
            words.text(
                "Not even a post at each of the %(count)s possible places would reach more than %(most)s.",
                count=words.number(siting.candidates),
                most=counted(siting.possible, siting.question.weigh, words),
            )
        )
    said.append(
        words.text("It is proven that no choice of as many posts is better.")
        if siting.proven and siting.question.goal is not Goal.ALL
        else words.text("It is proven that fewer posts are not enough.")
        if siting.proven
        else words.text("It is not proven that this is the best; the search was ended early.")
    )
    return said


def _step(siting: SitingAnswer, step: SitingStep, words: Words) -> StepView:
    decimals = 1 if siting.question.weigh is Weigh.WEIGHT else 0
    return StepView(
        posts=step.posts,
        where=words.listed([spot.name for spot in step.spots]),
        covered=words.number(step.covered, decimals),
        gain="+" + words.number(step.gain, decimals),
        mean=minutes_text(step.mean_s, words) if step.mean_s is not None else "–",
        cost=kronor(step.sek_for_last, words) if step.sek_for_last is not None else "–",
        share=_share(step.covered, siting.total),
    )


def _share(part: float, whole: float) -> float:
    return round(100 * part / whole, 1) if whole else 0.0
