"""The browser finds what Python finds: the labelled sentences and texts made of their pieces, through both."""

import importlib.util
import random
from pathlib import Path

import pytest

from web.security.personal_data import personal_data
from web.security.personal_data_kinds import shared_rules
from web.security.personal_data_use import Use, severities
from web.security.personal_data_words import found_texts, message_texts
from web.static_files import STATIC
from web.words import translator

pytestmark = pytest.mark.browser
ORIGIN = "http://finder.invalid"
PLACES = ["Sofia plan (T-bana)", "Björns trädgård", "Kim"]
ODD = ["😀", "\u00a0", "İ", "ß", "ſ", "\u212a", "١٢", "\uff11", "–", "\n", "a\u030a", "heter", "kallas", "Å.Ä.", "(at)"]
FIND = """async ([rules, texts, places]) => {
  const { makeFinder } = await import("/js/personal_data.js");
  const find = makeFinder(rules, places);
  const signs = (text, end) => Array.from(text.slice(0, end)).length;
  return texts.map((text) => find(text).map((found) => {
    if (text.slice(found.start, found.end) !== found.text) throw new Error(text);
    return [found.kind, signs(text, found.start), signs(text, found.end)];
  }));
}"""


@pytest.fixture(scope="module")
def page(chromium):
    """Give a page that may load the project's static files and nothing else, under the pages' policy."""
    context = chromium.new_context()
    opened = context.new_page()

    def answer(route):
        path = route.request.url.removeprefix(ORIGIN + "/")
        kind = {".js": "text/javascript", ".json": "application/json"}.get(Path(path).suffix, "text/html")
        body = (STATIC / path).read_bytes() if path else b"<!doctype html><title>finder</title><textarea></textarea>"
        policy = "default-src 'none'; script-src 'self'; connect-src 'self'"
        route.fulfill(body=body, content_type=kind, headers={"Content-Security-Policy": policy})

    opened.route("**/*", answer)
    opened.goto(f"{ORIGIN}/")
    yield opened
    context.close()


@pytest.fixture(scope="module")
def texts():
    spec = importlib.util.spec_from_file_location("measure", Path(__file__).parent / "measure_personal_data.py")
    measure = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(measure)
    written = [one.text for part in measure.PARTS for one in measure.sentences(part)]
    chance = random.Random(34)
    pieces = [word for text in written for word in text.split(" ")] + ODD * 20
    mixed = [
        chance.choice(["", " ", " ", ". "]).join(chance.choices(pieces, k=chance.randint(1, 14))) for _ in range(1500)
    ]
    digits = ["".join(chance.choices("AaÅå .,:-–+0123456789@()'T\n😀", k=chance.randint(1, 60))) for _ in range(1000)]
    return written + mixed + digits


@pytest.mark.parametrize("places", [[], PLACES])
def test_the_browser_finds_exactly_what_python_finds(page, texts, places):
    found = page.evaluate(FIND, [shared_rules(), texts, places])
    for text, told in zip(texts, found, strict=True):
        assert told == [[p.kind.value, p.start, p.end] for p in personal_data(text, places=places)], text


def test_the_browser_says_the_same_sentences_and_can_show_the_place(page):
    text = "😀 Anna nås på 070-174 06 05, Ringvägen 24"
    words = translator("sv")
    told = page.evaluate(
        """async ([text, said]) => {
          const { makeFinder, messages, severityOf } = await import("/js/personal_data.js");
          const rules = await (await fetch("/data/personal_data.json")).json();
          const area = document.querySelector("textarea");
          area.value = text;
          return messages(said, makeFinder(rules)(text)).map((one) => {
            area.setSelectionRange(one.found.start, one.found.end);
            const chosen = area.value.slice(area.selectionStart, area.selectionEnd);
            return [one.text, one.severity, severityOf(rules, one.found.kind, "tip"), chosen];
          });
        }""",
        [text, message_texts(words, Use.TIP)],
    )
    found = personal_data(text)
    assert [one[0] for one in told] == list(found_texts(words, text, found, use=Use.TIP))
    severity = severities(Use.TIP)
    assert [one[1:3] for one in told] == [[severity[piece.kind]] * 2 for piece in found]
    assert [one[3] for one in told] == [piece.of(text) for piece in found]
