"""The finder of personal data against the specification of personal numbers, the labelled sentences and any text."""

import importlib.util
import itertools
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo.reference import city_folder
from web.security.personal_data import Found, PersonalDataKind, numbers_in, personal_data

# What the specification says (Skatteverket, SKV 704 and 707): six digits of a day of birth (a co-ordination number has
# 60 added to the day), a hyphen, or a plus from the year of the hundredth birthday, a birth number 001-999, and a check
# digit, modulus 10 with the weights 2 1 2 1 2 1 2 1 2. Registers keep it with the century, 18, 19 or 20, before it.


def check_digit(nine):
    products = "".join(str(int(digit) * weight) for digit, weight in zip(nine, (2, 1) * 5, strict=False))
    return str(-sum(map(int, products)) % 10)


@st.composite
def personal_numbers(draw):
    born = draw(st.dates(date(1840, 1, 1), date(2026, 12, 31)))
    coordination = draw(st.booleans())
    day = f"{born.day + 60 * coordination:02}"
    number = f"{draw(st.integers(1, 999)):03}"
    parts = [f"{born:%y}", f"{born:%m}", day]
    nine = "".join(parts) + number
    return f"{born.year:04}"[:2], "".join(parts), number + check_digit(nine), 2026 - born.year >= 100


FORMS = {
    "as on a certificate": lambda century, day, last, old: f"{day}{'+' if old else '-'}{last}",
    "with a hyphen whatever the age": lambda century, day, last, old: f"{day}-{last}",
    "with a plus": lambda century, day, last, old: f"{day}+{last}",
    "ten digits": lambda century, day, last, old: f"{day}{last}",
    "twelve digits": lambda century, day, last, old: f"{century}{day}{last}",
    "twelve digits and a hyphen": lambda century, day, last, old: f"{century}{day}-{last}",
    "twelve digits and a plus": lambda century, day, last, old: f"{century}{day}+{last}",
    "with a space": lambda century, day, last, old: f"{day} {last}",
    "twelve digits and a space": lambda century, day, last, old: f"{century}{day} {last}",
    "with spaces around the hyphen": lambda century, day, last, old: f"{day} - {last}",
    "century apart": lambda century, day, last, old: f"{century} {day}-{last}",
    "date apart": lambda century, day, last, old: f"{day[:2]} {day[2:4]} {day[4:]} {last}",
    "date with hyphens": lambda century, day, last, old: f"{century}{day[:2]}-{day[2:4]}-{day[4:]}-{last}",
    "date with full stops": lambda century, day, last, old: f"{day[:2]}.{day[2:4]}.{day[4:]}-{last}",
    "year apart": lambda century, day, last, old: f"{century}{day[:2]} {day[2:]}-{last}",
    "year and last four apart": lambda century, day, last, old: f"{century}{day[:2]} {day[2:]} {last}",
    "with a full stop": lambda century, day, last, old: f"{day}.{last}",
    "with an en dash": lambda century, day, last, old: f"{day}–{last}",
    "with a hyphen that never breaks": lambda century, day, last, old: f"{century}{day}\u2011{last}",
    "with a space that never breaks": lambda century, day, last, old: f"{day}\u00a0{last}",
    "with a minus sign": lambda century, day, last, old: f"{day}\u2212{last}",
    "in full-width digits": lambda century, day, last, old: f"{day}-{last}".translate(
        {ord("0") + n: 0xFF10 + n for n in range(10)}
    ),
}
AROUND = [
    "{}",
    "Nummer {}.",
    "({})",
    "Hon uppgav {}, tror vi",
    "två män\n{}\nkl 21.30",
    "pnr:{}",
    "Anna {} Mariatorget",
    "“{}”",
]


@pytest.mark.parametrize("form", FORMS)
@settings(deadline=None)
@given(number=personal_numbers(), around=st.sampled_from(AROUND))
def test_every_form_of_a_personal_number_is_found_in_full(form, number, around):
    written = FORMS[form](*number)
    text = around.format(written)
    start = text.index(written)
    assert Found(start, start + len(written), PersonalDataKind.PERSONAL_NUMBER) in personal_data(text)
    assert PersonalDataKind.PERSONAL_NUMBER in {found.kind for found in numbers_in(text)}


@settings(deadline=None)
@given(
    number=personal_numbers(), digit=st.integers(1, 9), form=st.sampled_from(["{}-{}", "{}+{}", "19{}-{}", "19{}{}"])
)
def test_a_wrong_check_digit_does_not_let_a_number_through(number, digit, form):
    _, day, last, _ = number
    wrong = form.format(day, last[:3] + str((int(last[3]) + digit) % 10))
    assert [(found.kind, found.of(wrong)) for found in personal_data(wrong)] == [("personal_number", wrong)]


@settings(deadline=None)
@given(number=personal_numbers(), before=st.from_regex(r"[0-9]{1,3}( |, |-)", fullmatch=True))
def test_digits_before_a_number_do_not_hide_it(number, before):
    _, day, last, _ = number
    text = f"{before}{day}-{last}"
    assert any(found.kind == "personal_number" and found.end == len(text) for found in personal_data(text))


@pytest.mark.parametrize(
    "written",
    [
        "070-174 06 05", "0701740605", "070 174 06 05", "070.174.06.05", "070/174 06 05", "+46 70 174 06 05",
        "+46701740605", "+46 (0)70-174 06 05", "0046 70 174 06 05", "08-465 004 00", "08 46500400", "031-390 06 00",
        "0980-31 92 00", "+48 22 000 00 23", "070\u2011174\u00a006\u00a005", "070–174 06 05",
    ],
)  # fmt: skip
@pytest.mark.parametrize("around", ["{}", "Ring {}, tack", "Jag nås på {} efter kl 18.30", "({})", "12 personer, {}"])
def test_a_telephone_number_is_found_however_it_is_grouped(written, around):
    text = around.format(written)
    assert [(found.kind, found.of(text)) for found in personal_data(text)] == [("phone", written)]


@pytest.mark.parametrize(
    "text",
    [
        "07.00-21.00", "0700-2100", "08-16 09-15", "2026-12-03 21.40", "03-12-2026", "mån–fre 08:15–16:30",
        "802001-0000", "900-8004", "114 14", "1177", "59.3326, 18.0649", "Linje 13, 14, 17, 18 och 19",
        "Ringvägen vid 7-eleven",
        "Odenplan 4, Stureplan 2", "Två på Odenplan 4 och en på Slussen",
        "Mariatorget 3, Nytorget 5 och Medborgarplatsen 2",
        "Rinkeby torg 8.6 km", "Ringvägen 24 personer", "väg 73", "Plan 2", "SHA-256", "",
    ],
)  # fmt: skip
def test_hours_dates_counts_and_lines_are_no_personal_data(text):
    assert personal_data(text) == ()


@pytest.mark.parametrize("name", ["Sofia plan (T-bana)", "Kim", "Lasse i Parken"])
def test_a_known_place_is_no_person(name):
    text = f"Tre tält vid {name.partition(' (')[0]}, en man"
    assert personal_data(text, places=[name]) == ()


def test_a_place_that_is_known_hides_no_person_beside_it():
    text = "Anna satt i Lasse i Parken med Olle"
    assert [found.of(text) for found in personal_data(text, places=["Lasse i Parken"])] == ["Anna", "Olle"]


def test_no_place_of_the_shipped_city_is_taken_for_a_person():
    hotspots = json.loads((city_folder() / "hotspots.geojson").read_text(encoding="utf-8"))
    names = {hotspot["properties"]["name"] for hotspot in hotspots["features"]}
    assert len(names) > 100
    for text in (f"{before}{name}, två män" for name in names for before in ("Vid ", "Vi mötte en grupp på ", "")):
        assert personal_data(text) == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Vid Sofia skola, en man", []),
        ("Bakom Lenas skola, en man", ["Lenas"]),
        ("Ingen på olof palmes gata", []),
        ("Anna Lindhs plats var tom", []),
        ("Det är Åkes plats", ["Åkes"]),
        ("Killen vid stationen kallas Zorro", ["Zorro"]),
        ("Torget kallas Kletet", []),
        ("Hans väska", []),
        ("Hans Karlsson väntar", ["Hans Karlsson"]),
        ("Björn är målad på väggen, men Björn sover", ["Björn"]),
        ("I maj kom fler, sa Maj", ["Maj"]),
        ("ALLA VILL SOVA, HANS TÄLT ÄR BORTA, ERIK FRYSER", ["ERIK"]),
        ("Klass 9 och ett alias", []),
        ("Tor 3 dec och Jan 2027, sa Jan", ["Jan"]),
        ("Vi träffade Xerxanto (34)", ["Xerxanto"]),
        ("Vi träffade Svenska kyrkan och SL", []),
        ("Eriks och Karl-Olovs tält", ["Eriks", "Karl-Olovs"]),
    ],
)
def test_what_stands_around_a_word_tells_whether_it_is_a_name(text, names):
    assert [found.of(text) for found in personal_data(text)] == names


@pytest.mark.parametrize("text", ["800061-0003", "19800060-0004"])
def test_a_co_ordination_number_of_an_unknown_day_is_found(text):
    assert [found.of(text) for found in personal_data(text)] == [text]


@settings(deadline=None)
@given(text=st.text(max_size=300), places=st.lists(st.text(max_size=20), max_size=3))
@example(text="İ Anna ß 😀 070-174 06 05", places=[""])
def test_any_text_is_searched_without_failing(text, places):
    found = personal_data(text, places=places)
    assert all(0 <= piece.start < piece.end <= len(text) for piece in found)
    assert all(before.end <= after.start for before, after in itertools.pairwise(found))


@settings(deadline=None)
@given(st.text(alphabet="AaÅåBnks .,:-–+0123456789@()'\n\u00a0😀", max_size=120))
def test_a_text_of_names_and_digits_is_searched_without_failing(text):
    assert all(piece.of(text).strip() for piece in personal_data(text))


def test_what_was_found_quotes_nothing():
    assert "Anna" not in repr(personal_data("Anna sover")) + str(personal_data("Anna sover"))


# The sentences. The floors lie a little under what was measured (docs/decisions/0034); a change that falls under one is
# a loss that people would notice.
FLOORS = {
    PersonalDataKind.PERSONAL_NUMBER: (0.97, 1.0),
    PersonalDataKind.BIRTH_DATE: (0.97, 1.0),
    PersonalDataKind.PHONE: (0.97, 1.0),
    PersonalDataKind.EMAIL: (0.97, 1.0),
    PersonalDataKind.ADDRESS: (0.95, 0.95),
    PersonalDataKind.NAME: (0.95, 0.94),
    PersonalDataKind.PLATE: (0.95, 0.95),
}
"""Least precision and recall by kind."""
RARER = {(PersonalDataKind.NAME, "afterwards"): (0.93, 0.86)}
"""The same where names were drawn by lot."""


@pytest.fixture(scope="module")
def measure():
    spec = importlib.util.spec_from_file_location("measure", Path(__file__).parent / "measure_personal_data.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("part", ["looked_at", "measured", "afterwards"])
def test_precision_and_recall_on_the_sentences(measure, part):
    print(measure.table(part))
    for kind, score in measure.scores(part).items():
        precision, recall = RARER.get((kind, part), FLOORS[kind])
        assert (score.precision >= precision, score.recall >= recall) == (True, True), (kind, score)


def test_at_least_300_sentences_are_labelled_and_many_of_them_hold_nothing(measure):
    every = [one for part in measure.PARTS for one in measure.sentences(part)]
    assert len({one.text for one in every}) >= 600
    assert {item.kind for one in every for item in one.items} == set(PersonalDataKind)
    assert sum(not one.items for one in every) >= 200
