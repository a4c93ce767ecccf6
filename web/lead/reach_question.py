"""What is asked about reach: from where, when and how far, and where new posts would do most good; without Flask."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from geo.travel.times import Mode, Place
from planner.siting import POST_SEK

ON_DUTY = "duty"
ALL_BASES = "bases"
BASE = "base:"
PLACE = "place:"

MOST_MINUTES = 240
MOST_POSTS = 8
MOST_SEK = 100_000_000


class Goal(StrEnum):
    """What new posts are for: most need within reach, all of it with fewest posts, or least travel."""

    COVER = "cover"
    ALL = "all"
    TRAVEL = "travel"


class Weigh(StrEnum):
    """What is counted: visits a week, minutes in the field, visits by their weight, or neighbourhoods."""

    VISITS = "visits"
    MINUTES = "minutes"
    WEIGHT = "weight"
    NEIGHBOURHOODS = "neighbourhoods"


class Candidates(StrEnum):
    """Where a post may be put: indoor and public places, neighbourhoods, or both."""

    PLACES = "places"
    NEIGHBOURHOODS = "neighbourhoods"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class SitingQuestion:
    """Where to put new posts.

    Attributes
    ----------
    posts
        At most so many, 1 to `MOST_POSTS`; not heeded where the goal is `Goal.ALL`.
    post_sek
        Cost of one post in a year.
    given
        More candidates.
    """

    posts: int = 3
    goal: Goal = Goal.COVER
    weigh: Weigh = Weigh.VISITS
    candidates: Candidates = Candidates.BOTH
    post_sek: int = POST_SEK
    given: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked.

    Attributes
    ----------
    when
        Aware, in the city's time zone.
    origin
        `ON_DUTY` (pairs on duty at that moment), `ALL_BASES`, `BASE` and ``team/base``, or `PLACE` and a hotspot's id.
    mode
        None: as the shift travels, and on foot and by line where there is none.
    """

    when: datetime
    origin: str = ON_DUTY
    minutes: int = 30
    mode: Mode | None = None
    siting: SitingQuestion | None = None

    @property
    def limit_s(self) -> int:
        """The limit in seconds."""
        return self.minutes * 60
