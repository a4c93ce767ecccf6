"""Every code has words, every text is translated, and dates and numbers are written as people write them."""

import io
import re
from datetime import UTC, date, datetime
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import planner.rules
from geo.calendar import DayKind
from geo.fault_codes import MEANS
from geo.faults import Fault, FaultCode, parameters
from geo.hotspot import Daylight, HotspotKind, Position
from geo.travel.times import Mode
from geo.windows import WeekWindows
from planner.plan import Leg, Reason, Suggestion
from planner.rules.violation import Rule, Violation
from web import catalogue, code_words
from web.fault_words import fault_text
from web.lead.why import REASONS, SUGGESTIONS
from web.rule_words import RULES, SENTENCES, violation_text
from web.words import LANGUAGES, translator

WEB = Path(catalogue.__file__).parent
PLACEHOLDER = re.compile(r"%\((\w+)\)[sr]")


def key(message):
    return tuple(message.id) if isinstance(message.id, (list, tuple)) else message.id


def texts(value):
    return list(value) if isinstance(value, (list, tuple)) else [value]


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        (HotspotKind, code_words.KINDS),
        (HotspotKind, code_words.KINDS_IN_PLURAL),
        (DayKind, code_words.DAY_KINDS),
        (Daylight, code_words.DAYLIGHTS),
        (Position, code_words.POSITIONS),
        (Mode, code_words.MODES),
        (Reason, REASONS),
        (Suggestion, SUGGESTIONS),
        (FaultCode, MEANS),
    ],
)
def test_every_code_has_words(codes, words):
    assert set(words) == set(codes)


def test_the_swedish_catalogue_is_whole():
    there = {key(m): m for m in catalogue.read_catalogue("sv") if m.id}
    wanted = {key(m) for m in catalogue.extracted() if m.id}
    assert set(there) == wanted, "run python -m web.catalogue"
    for message in there.values():
        assert not message.fuzzy
        assert all(texts(message.string)), f"{message.id!r} is not translated"


def test_the_compiled_catalogue_is_that_of_the_written_one():
    compiled = io.BytesIO()
    with catalogue.po_file("sv").open("rb") as file:
        write_mo(compiled, read_po(file, locale="sv"))
    assert catalogue.po_file("sv").with_suffix(".mo").read_bytes() == compiled.getvalue()


def test_translations_hold_the_same_placeholders():
    for message in catalogue.read_catalogue("sv"):
        if not message.id:
            continue
        wanted = [set(PLACEHOLDER.findall(text)) for text in texts(message.id)]
        for text in texts(message.string):
            assert set(PLACEHOLDER.findall(text)) in wanted, message.id
        if message.id in MEANS.values():
            names = {name for _, name, _, _ in Formatter().parse(message.string) if name}
            assert names == {name for _, name, _, _ in Formatter().parse(message.id) if name}


@pytest.mark.parametrize("template", sorted((WEB / "templates").rglob("*.html")), ids=lambda p: p.name)
def test_templates_hold_no_text_that_is_not_translated(template):
    text = template.read_text(encoding="utf-8")
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", text, flags=re.DOTALL)
    said = re.findall(r"""\s(?:aria-label|title|alt|placeholder)\s*=\s*["']([^"']*)""", text)
    said += [re.sub(r"<[^>]*>", "\n", text)]
    for part in said:
        for line in part.splitlines():
            rest = re.sub(r"&\w+;", "", line).strip()
            if rest in {"Svenska", "English"} or rest.startswith("faltplan plan"):
                continue
            for name in ("Fältplan",):
                rest = rest.replace(name, "")
            assert not re.search(r"[^\W\d_]{2,}", rest), f"{template.name}: {line.strip()!r}"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_fault_is_said_in_full(lang):
    words = translator(lang)
    for code in FaultCode:
        fault = Fault("needs.csv", 3, "least", code, dict.fromkeys(parameters(code), "x"))
        said = fault_text(words, fault)
        assert said.startswith("needs.csv, ")
        assert "{" not in said
        assert "%" not in said
        assert said.endswith(".")


def test_faults_quote_the_file_and_translate_what_the_reader_says_itself():
    fault = Fault("a.toml", 2, "x", FaultCode.WRONG_TYPE, {"expected": "list", "found": "text"})
    assert fault_text(translator("sv"), fault) == (
        "a.toml, rad 2, x: här står text där det ska stå en lista; ändra värdet."
    )
    quoted = Fault("a.csv", 2, "kind", FaultCode.UNKNOWN_VALUE, {"value": "list", "allowed": "a, b"})
    assert "'list'" in fault_text(translator("sv"), quoted)


def test_an_unknown_language_is_refused():
    with pytest.raises(ValueError, match="'de' is not one of sv, en"):
        translator("de")


def test_dates_times_and_numbers_in_swedish_and_english():
    sv, en = translator("sv"), translator("en")
    when = datetime(2026, 12, 3, 15, 5, tzinfo=UTC)
    assert (sv.clock(when), en.clock(when)) == ("15.05", "15:05")
    assert (sv.day(date(2026, 12, 3)), en.day(date(2027, 3, 1))) == ("tor 3 dec", "Mon 1 Mar")
    assert sv.long_day(date(2027, 6, 25)) == "Fredag 25 juni"
    assert sv.dates(date(2026, 11, 30), date(2026, 12, 6)) == "30 nov – 6 dec"
    assert (sv.number(1.44, 1), en.number(1.44, 1)) == ("1,4", "1.4")
    assert sv.minutes(61) == "2 min"
    assert sv.listed(["a", "b", "c"]) == "a, b och c"
    assert sv.listed([]) == ""
    assert sv.plural("%(num)s day", "%(num)s days", 1) == "1 dag"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mo-fr 20:00-23:00; sa 14:00-18:00", "mån–fre 20.00–23.00; lör 14.00–18.00"),
        ("daily 22:00-02:00", "alla dagar 22.00–02.00"),
        ("mo,we 08:00-09:00, 12:00-24:00", "mån, ons 08.00–09.00, 12.00–00.00"),
    ],
)
def test_weekly_hours_in_words(text, said):
    assert translator("sv").windows(WeekWindows.parse(text)) == said


def test_lines_modes_and_skills_in_words():
    words = translator("sv")
    assert code_words.line_word(words, "metro 17 + tram 7") == "T-bana 17 + spårväg 7"
    assert code_words.line_word(words, "commuter 43 + bus 4 / tram 7") == "Pendeltåg 43 + buss 4 / spårväg 7"
    assert code_words.line_word(words, "skidlift 1") == "Skidlift 1"
    assert code_words.leg_word(words, Leg(Mode.WALK, 60, 80)) == "till fots"
    assert code_words.leg_word(words, Leg(Mode.CAR, 60, 800)) == "med bil"
    assert code_words.leg_word(words, Leg(Mode.TRANSIT, 60, 80)) == "till fots"
    assert code_words.skill_word(words, "elder_guide") == "äldrelots"
    assert code_words.skill_word(words, "bee-keeping") == "bee keeping"


def test_every_way_to_break_a_rule_has_a_sentence():
    told = set()
    for file in Path(planner.rules.__file__).parent.glob("*.py"):
        text = file.read_text(encoding="utf-8")
        told |= {(Rule[rule], code) for rule, code in re.findall(r'Rule\.(\w+),\s*"(\w+)"', text)}
    assert told
    assert set(SENTENCES) == told
    assert set(RULES) == set(Rule)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_broken_rules_are_said_in_full(plan, lang):
    words = translator(lang)
    for (rule, code), sentence in SENTENCES.items():
        params = dict.fromkeys(PLACEHOLDER.findall(sentence), "12:30")
        violation = Violation(rule, code, "Ek", date(2026, 12, 3), "slussen", "larka", params)
        said = violation_text(words, violation, plan.request)
        assert "%(" not in said
        assert said.endswith(".")
        assert "Lärka, Slussen (T-bana)" in said


def test_a_broken_rule_names_its_place_and_figures():
    violation = Violation(Rule.SKILLS, "need", "Ek", date(2026, 12, 3), "slussen", params={"skills": "nurse romanian"})
    assert violation_text(translator("sv"), violation) == (
        "Kompetens (tor 3 dec, par Ek, slussen): Besöket kräver sjuksköterska och rumänska, och ingen där har det."
    )
    rest = Violation(Rule.DAILY_REST, "too_short", worker="mes", params={"hours": 11.0, "has": 9.5})
    assert violation_text(translator("sv"), rest) == ("Dygnsvila (mes): Har 9,5 timmars dygnsvila; minst 11 krävs.")
