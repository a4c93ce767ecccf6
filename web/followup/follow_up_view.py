"""Follow-up in words and bars: what a page shows of the figures of a period."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from web.field.visit import Group, Link
from web.field.visit_words import SERVICES
from web.followup.figures import DayPart, Figures, Kept, Period
from web.followup.protect import STEP, told
from web.words import N_, Words

AGES: Sequence[tuple[str, Group, Group]] = (
    (N_("Under 25"), Group.WOMEN_YOUNG, Group.MEN_YOUNG),
    (N_("25 to 64"), Group.WOMEN_ADULT, Group.MEN_ADULT),
    (N_("65 and over"), Group.WOMEN_OLDER, Group.MEN_OLDER),
)
PARTS: Mapping[DayPart, str] = {
    DayPart.DAY: N_("Weekday, day"),
    DayPart.EVENING: N_("Weekday, evening"),
    DayPart.NIGHT: N_("Night, 22–06"),
    DayPart.WEEKEND: N_("Weekend, day and evening"),
}
BAR = 300
"""Length of the longest bar, in the chart's units."""


@dataclass(frozen=True, slots=True)
class KeptRow:
    """One row of planned and made, with its bars; None is a count that is not told."""

    name: str
    planned: str
    kept: str
    share: str
    beside: str
    owed: str
    last: str
    planned_bar: float
    kept_bar: float


@dataclass(frozen=True, slots=True)
class MetRow:
    """People met of one age band, as told."""

    age: str
    women: str
    men: str


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Everything that the page says; ``in_steps`` where visits too are told in steps."""

    dates: str
    total: KeptRow
    met: str
    women_share: str
    unknown: str
    linked: str
    of_efforts: str
    not_safe: str
    districts: tuple[KeptRow, ...]
    parts: tuple[KeptRow, ...]
    weeks: tuple[KeptRow, ...]
    hotspots: tuple[KeptRow, ...]
    ages: tuple[MetRow, ...]
    links: tuple[tuple[str, str], ...]
    in_steps: bool

    @property
    def empty(self) -> bool:
        """Whether there is nothing to follow up yet."""
        return self.total.planned in {"0", "–"} and self.total.beside in {"0", "–"}


def follow_up(
    found: Figures, period: Period, words: Words, *, names: Mapping[str, str], in_steps: bool = False
) -> FollowUp:
    """Put figures into words.

    Parameters
    ----------
    names
        Names of the hotspots that may be named, by id; others are left out of the list.
    in_steps
        Tell visits in steps too, for those who do not belong to the team.
    """
    rows = _Rows(words, in_steps=in_steps)
    by_owed = sorted(found.by_hotspot.items(), key=lambda item: (-item[1].owed, names.get(item[0], "")))
    women = sum(found.met[group] for _, group, _ in AGES)
    known = women + sum(found.met[group] for _, _, group in AGES)
    return FollowUp(
        dates=words.dates(period.first, date.fromordinal(period.end.toordinal() - 1)),
        total=rows.one(words.text("All"), found.total, found.total.planned),
        met=_people(words, found.met.total()),
        women_share=(
            words.text("about %(share)s percent women", share=words.number(10 * round(10 * women / known)))
            if (told(women) and told(known - women))
            else ""
        ),
        unknown=_people(words, found.met[Group.UNKNOWN]),
        linked=_people(words, found.links.total()),
        of_efforts=rows.count(found.of_efforts),
        not_safe=rows.count(found.outcomes["not_safe"]),
        districts=rows.all(
            (district or words.text("District not known"), kept) for district, kept in sorted(found.by_district.items())
        ),
        parts=rows.all((words.text(PARTS[part]), found.by_part.get(part, Kept())) for part in DayPart),
        weeks=rows.all(
            (words.text("Week %(week)s", week=monday.isocalendar().week), kept)
            for monday, kept in sorted(found.by_week.items())
        ),
        hotspots=rows.all((names[spot], kept) for spot, kept in by_owed if spot in names),
        ages=tuple(
            MetRow(words.text(age), _people(words, found.met[w]), _people(words, found.met[m])) for age, w, m in AGES
        ),
        links=tuple(
            (words.text(SERVICES[link]), _people(words, found.links[link]))
            for link in sorted(Link, key=lambda link: -found.links[link])
            if found.links[link]
        ),
        in_steps=in_steps,
    )


class _Rows:
    """Makes rows, whose bars are to one scale in each table."""

    def __init__(self, words: Words, *, in_steps: bool) -> None:
        self.words, self.in_steps = words, in_steps

    def all(self, rows: Iterable[tuple[str, Kept]]) -> tuple[KeptRow, ...]:
        given = list(rows)
        longest = max((max(kept.planned, kept.kept) for _, kept in given), default=0)
        return tuple(self.one(name, kept, longest) for name, kept in given)

    def one(self, name: str, kept: Kept, longest: int) -> KeptRow:
        share = kept.share
        hidden = self.in_steps and (told(kept.planned) is None or told(kept.kept) is None)
        return KeptRow(
            name=name,
            planned=self.count(kept.planned),
            kept=self.count(kept.kept),
            share="–" if share is None or hidden else self.words.text("%(share)s %%", share=round(100 * share)),
            beside=self.count(kept.beside),
            owed=self.count(kept.owed),
            last=self.words.day(kept.last) if kept.last and not self.in_steps else "–",
            planned_bar=self._bar(kept.planned, longest),
            kept_bar=self._bar(kept.kept, longest),
        )

    def count(self, count: int) -> str:
        return _people(self.words, count) if self.in_steps else self.words.number(count)

    def _bar(self, count: int, longest: int) -> float:
        shown = (told(count) or 0) if self.in_steps else count
        return round(BAR * min(shown / longest, 1), 1) if longest else 0.0


def _people(words: Words, count: int) -> str:
    shown = told(count)
    if shown is None:
        return words.text("fewer than %(step)s", step=STEP)
    return words.text("about %(count)s", count=words.number(shown))
