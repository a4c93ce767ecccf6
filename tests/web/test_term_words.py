"""Every term of a plan has a name and a unit in both languages."""

from planner.terms.term import TermName
from web.term_words import COUNTS, NAMES
from web.words import Words


def test_every_term_is_named_and_said_what_it_counts():
    assert set(NAMES) == set(COUNTS) == set(TermName)
    swedish, english = Words("sv"), Words("en")
    for table in (NAMES, COUNTS):
        assert all(swedish.text(text) != english.text(text) == text for text in table.values())
