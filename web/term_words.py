"""The terms of a plan in the reader's words: what each is called, and what it counts."""

from collections.abc import Mapping

from planner.terms.term import TermName
from web.words import N_

NAMES: Mapping[TermName, str] = {
    TermName.VISITS: N_("What the visits are worth"),
    TermName.CONTINUITY: N_("The same pair at the same place"),
    TermName.FAIRNESS: N_("Evenly between districts"),
    TermName.TRAVEL: N_("Time on the way"),
    TermName.WISHES: N_("Wishes of the staff"),
    TermName.UNSOCIAL: N_("Evenings, nights and weekends shared out"),
    TermName.STEADY: N_("Steady pairs"),
}

COUNTS: Mapping[TermName, str] = {
    TermName.VISITS: N_("worth, where an ordinary visit is 1"),
    TermName.CONTINUITY: N_("visits by a pair that has been at the place earlier in the week"),
    TermName.FAIRNESS: N_("visits that are in the wrong district for all to get the same share of what they want"),
    TermName.TRAVEL: N_("minutes on the way"),
    TermName.WISHES: N_("days on which a wish is not kept"),
    TermName.UNSOCIAL: N_("shifts that would have to change hands for everybody to have their share"),
    TermName.STEADY: N_("different pairs that go out"),
}
"""What a term's amount counts."""
