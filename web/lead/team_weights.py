"""How much each soft goal of a plan weighs, in five plain words."""

from collections.abc import Mapping

from planner.terms.term import TermName
from web.term_words import NAMES
from web.words import N_, Words

WORDS: Mapping[str, tuple[float, str]] = {
    "none": (0.0, N_("Not at all")),
    "less": (0.5, N_("Less than usual")),
    "usual": (1.0, N_("As usual")),
    "more": (2.0, N_("More than usual")),
    "much_more": (4.0, N_("Much more than usual")),
}
"""What can be chosen, by code: the multiplier of `planner.weights.Weights` and its words."""

HELP: Mapping[str, str] = {
    "continuity": N_("People meet the same faces."),
    "fairness": N_("No district gets all and another nothing."),
    "travel": N_("Less time on the way, more with people."),
    "wishes": N_("Days on which somebody would like to be free, or to work."),
    "unsocial": N_("Nights and weekends fall on all alike."),
    "steady": N_("The same two go out together."),
}
"""What each goal is for."""


def word_of(multiplier: float) -> str:
    """Give the word that lies nearest to a multiplier.

    Examples
    --------
    >>> word_of(0), word_of(1), word_of(3.5)
    ('none', 'usual', 'much_more')
    """
    return min(WORDS, key=lambda word: abs(WORDS[word][0] - multiplier))


def goal_name(words: Words, name: str) -> str:
    """Name a soft goal."""
    return words.text(NAMES[TermName(name)])
