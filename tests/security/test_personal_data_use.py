"""What is refused, what is only pointed out, and with which words."""

import pytest

from web.security.personal_data import PersonalDataKind, personal_data
from web.security.personal_data_use import Severity, Use, is_refused, objections, severities
from web.security.personal_data_words import KINDS, advice, found_texts, message_texts
from web.words import LANGUAGES, translator

TEXT = "Anna, 070-174 06 05, Ringvägen 24"


@pytest.mark.parametrize("use", Use)
def test_each_kind_has_a_severity_a_name_and_a_sentence_in_both_languages(use):
    assert set(severities(use)) == set(PersonalDataKind) == set(KINDS)
    for lang in LANGUAGES:
        told = message_texts(translator(lang), use)
        assert set(told) == {kind.value for kind in PersonalDataKind}
        assert all(one["text"].count("{piece}") == 1 for one in told.values())


def test_a_note_of_a_visit_keeps_none():
    assert set(severities(Use.NOTE).values()) == {Severity.REFUSE}
    assert objections(personal_data(TEXT), Use.NOTE, confirmed=True) == personal_data(TEXT)


def test_what_is_refused_in_a_tip_is_told_first_and_cannot_be_confirmed():
    found = personal_data(TEXT)
    assert is_refused(found, Use.TIP)
    assert [piece.kind for piece in objections(found, Use.TIP, confirmed=True)] == [PersonalDataKind.PHONE]


@pytest.mark.parametrize("text", ["Vid porten på Ringvägen 24", "Anna sover här", "Vit bil, ABC 123"])
def test_a_sender_may_keep_what_makes_a_place_findable(text):
    found = personal_data(text)
    assert not is_refused(found, Use.TIP)
    assert objections(found, Use.TIP) == found
    assert objections(found, Use.TIP, confirmed=True) == ()


def test_a_text_without_any_is_kept():
    assert objections((), Use.NOTE) == objections((), Use.TIP) == ()


def test_the_words_quote_the_piece_and_say_what_to_do():
    words = translator("sv")
    assert found_texts(words, TEXT, personal_data(TEXT), use=Use.NOTE) == (
        "Det ser ut som ett namn: ”Anna”. Skriv om platsen, aldrig om en person.",
        "Det ser ut som ett telefonnummer: ”070-174 06 05”. Ta bort det innan du sparar.",
        "Det ser ut som en adress: ”Ringvägen 24”. Ta bort numret innan du sparar. Platsen är redan angiven.",
    )
    assert advice(words, personal_data(TEXT), use=Use.TIP) == "Det du skrev finns kvar. Ändra och försök igen."
    assert advice(words, personal_data("Anna"), use=Use.TIP).startswith("Ändra texten, eller skicka den som den är")


def test_a_piece_with_a_sign_of_formatting_is_quoted_as_it_stands():
    text = "100%s@example.org"
    assert "100%s@example.org" in found_texts(translator("en"), text, personal_data(text), use=Use.TIP)[0]
