"""The form of the page on reach: what was written becomes a question; what cannot be read is told by its field."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from geo.travel.times import Mode
from web.lead.reach_question import (
    MOST_MINUTES,
    MOST_POSTS,
    MOST_SEK,
    ON_DUTY,
    Candidates,
    Goal,
    Question,
    SitingQuestion,
    Weigh,
)
from web.words import N_, Words

OPENS_AT = time(18)
"""The hour that the page opens with: in the evening most pairs are out."""

Choice = TypeVar("Choice", bound=StrEnum)
Value = TypeVar("Value")

NO_DAY = N_("Write a day, for instance 2026-12-03.")
NO_TIME = N_("Write a time, for instance 22:00.")
NO_NUMBER = N_("Write a whole number from %(least)s to %(most)s.")
NO_CHOICE = N_("Choose one of the list.")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and what was wrong with fields; a wrong field is read as if nothing stood there."""

    question: Question
    faults: Mapping[str, str]


def read_question(given: Mapping[str, str], *, now: datetime, tz: ZoneInfo, words: Words) -> Asked:
    """Read the form's fields.

    Parameters
    ----------
    given
        ``from``, ``day``, ``time``, ``minutes``, ``mode``; ``posts``, ``goal``, ``weigh``, ``candidates``, ``cost``.
        What is missing has its default.
    """
    form = _Form(given, words)
    day = form.day("day", now.astimezone(tz).date())
    clock = form.clock("time", OPENS_AT)
    posts = form.number("posts", 0, least=0, most=MOST_POSTS)
    siting = SitingQuestion(
        posts=posts,
        goal=form.choice("goal", Goal.COVER),
        weigh=form.choice("weigh", Weigh.VISITS),
        candidates=form.choice("candidates", Candidates.BOTH),
        post_sek=form.number("cost", SitingQuestion().post_sek, least=0, most=MOST_SEK),
    )
    mode = given.get("mode", "")
    if mode and mode not in set(Mode):
        form.faults["mode"] = words.text(NO_CHOICE)
        mode = ""
    question = Question(
        when=datetime.combine(day, clock, tz),
        origin=given.get("from", ON_DUTY)[:200] or ON_DUTY,
        minutes=form.number("minutes", 30, least=1, most=MOST_MINUTES),
        mode=Mode(mode) if mode else None,
        siting=siting if posts else None,
    )
    return Asked(question, form.faults)


class _Form:
    def __init__(self, given: Mapping[str, str], words: Words) -> None:
        self._given, self._words = given, words
        self.faults: dict[str, str] = {}

    def day(self, name: str, otherwise: date) -> date:
        text = self._text(name)
        try:
            day = date.fromisoformat(text) if text else otherwise
        except ValueError:
            return self._fault(name, NO_DAY, otherwise)
        return day if 2000 <= day.year <= 2099 else self._fault(name, NO_DAY, otherwise)

    def clock(self, name: str, otherwise: time) -> time:
        text = self._text(name).replace(".", ":")
        try:
            clock = time.fromisoformat(text) if text else otherwise
        except ValueError:
            return self._fault(name, NO_TIME, otherwise)
        return clock.replace(second=0, microsecond=0, tzinfo=None)

    def number(self, name: str, otherwise: int, *, least: int, most: int) -> int:
        text = "".join(self._text(name).split())
        if not text:
            return otherwise
        if text.isascii() and text.isdecimal() and len(text) < 12 and least <= int(text) <= most:
            return int(text)
        said = self._words.text(NO_NUMBER, least=self._words.number(least), most=self._words.number(most))
        self.faults[name] = said
        return otherwise

    def choice(self, name: str, otherwise: Choice) -> Choice:
        text = self._text(name)
        kind = type(otherwise)
        if text in set(kind):
            return kind(text)
        return self._fault(name, NO_CHOICE, otherwise) if text else otherwise

    def _text(self, name: str) -> str:
        return self._given.get(name, "").strip()

    def _fault(self, name: str, said: str, otherwise: Value) -> Value:
        self.faults[name] = self._words.text(said)
        return otherwise
