"""Contrast of every pair of colour roles, in light, dark and high contrast: WCAG 2.1, 1.4.3 and 1.4.11."""

import re

import pytest

from web.static_files import STATIC

SHEET = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
TEXT, SHAPE = 4.5, 3.0
PAIRS = [
    ("ink", "paper", TEXT), ("ink", "sunken", TEXT), ("ink-2", "paper", TEXT), ("ink-2", "surface", TEXT),
    ("ink-2", "sunken", TEXT), ("ink-2", "primary-soft", TEXT), ("link", "paper", TEXT),
    ("link", "surface", TEXT), ("link", "lantern-soft", TEXT), ("ink-2", "lantern-soft", TEXT),
    ("on-primary", "primary", TEXT),
    ("on-primary", "primary-2", TEXT), ("on-lantern", "lantern", TEXT), ("lantern-ink", "surface", TEXT),
    ("lantern-ink", "primary-soft", TEXT), ("ink", "lantern-soft", TEXT), ("ok", "ok-soft", TEXT),
    ("warn", "warn-soft", TEXT), ("danger", "danger-soft", TEXT), ("danger", "surface", TEXT),
    ("info", "info-soft", TEXT), ("info", "surface", TEXT), ("info", "primary-soft", TEXT),
    ("line-strong", "surface", SHAPE), ("line-strong", "paper", SHAPE), ("focus-in", "focus-out", SHAPE),
    ("map-label", "map-land", TEXT), ("map-label-2", "map-land", TEXT), ("map-label-2", "map-park", TEXT),
    ("map-label", "map-halo", TEXT), ("map-water-label", "map-water", TEXT),
    ("map-hollow-ink", "map-hollow", TEXT), ("map-hollow-ink", "map-land", SHAPE), ("link", "map-halo", TEXT),
    ("map-label-2", "map-hollow", TEXT),
    *[("map-label-2", f"map-{under}", TEXT) for under in ("street", "square", "building")],
    *[("on-pair", f"pair-{n}", TEXT) for n in range(1, 9)],
    *[(f"pair-{n}", "map-land", SHAPE) for n in range(1, 9)],
    *[(f"pair-{n}", "map-water", SHAPE) for n in range(1, 9)],
    *[(f"pair-{n}", f"map-{under}", SHAPE) for under in ("street", "building") for n in range(1, 9)],
]  # fmt: skip


def block(start: str, end: str | None = None) -> dict[str, str]:
    text = SHEET[SHEET.index(start) : SHEET.index(end) if end else None]
    return dict(re.findall(r"--([a-z0-9-]+):(#[0-9a-f]{3,6})\b", text))


LIGHT = block(":root{", "@media (prefers-color-scheme:dark)")
THEMES = {
    "light": LIGHT,
    "dark": LIGHT | block(":root[data-theme=dark]", "/* high contrast"),
    "contrast": LIGHT | block(":root[data-theme=contrast]"),
}


def luminance(colour: str) -> float:
    if len(colour) == 4:
        colour = "#" + "".join(c * 2 for c in colour[1:])
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(a: str, b: str) -> float:
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_roles_stand_out_from_each_other(theme, front, back, least):
    colours = THEMES[theme]
    assert ratio(colours[front], colours[back]) >= least


def test_black_on_white_is_21():
    assert ratio("#000", "#ffffff") == pytest.approx(21)


def test_the_systems_wish_for_dark_and_the_users_own_choice_are_the_same():
    wish = block("@media (prefers-color-scheme:dark)", ":root[data-theme=dark]")
    assert wish == block(":root[data-theme=dark]", "/* high contrast")
    contrast = block("@media (prefers-contrast:more)", ":root[data-theme=contrast]")
    assert contrast == block(":root[data-theme=contrast]")


def test_style_sheets_name_roles_and_no_colours():
    for name in ("falt", "board", "map"):
        text = (STATIC / "css" / f"{name}.css").read_text(encoding="utf-8").partition("@media print")[0]
        assert not re.findall(r"#[0-9a-f]{3,8}\b(?![^{]*\{)", re.sub(r"#[a-z][\w-]*\{", "", text)), name
