"""One self-contained HTML file of a week: map, day strip, legend and lists, with no request to anywhere."""

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from planner.plan import WeekPlan
from web.lead.board import board_of, opening_day
from web.maps.plan_geojson import plan_geojson
from web.maps.rendering import STATIC, MapParts
from web.maps.ways import Ways
from web.maps.week_plan_map import week_plan_map
from web.static_files import STATIC as STATIC_FOLDER
from web.words import Words, translator

TEMPLATES = STATIC_FOLDER.parent / "templates"
SHEETS = ("tokens", "falt", "timeline", "board", "map", "ways")
_IMPORT = re.compile(r"^import \{[^}]*\} from \"\./(\w+\.js)\";\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const|let)\b)", re.MULTILINE)
_ENDS_SCRIPT = re.compile(r"</script|<!--", re.IGNORECASE)
_ENDS_STYLE = re.compile(r"</style", re.IGNORECASE)


def standalone_map(plan: WeekPlan, basemap: Mapping[str, Any] | bytes, *, lang: str, ways: Ways | None = None) -> str:
    """Write the file.

    Parameters
    ----------
    basemap
        The city's base map as GeoJSON, see ``web.maps.city_maps``.
    lang
        ``sv`` or ``en``.
    ways
        The ways between the city's places, see ``web.maps.city_maps``; None for straight legs.

    Notes
    -----
    Every script and style sheet is named by its hash in the file's own Content-Security-Policy, data stands
    in blocks that are never run, and user text is only ever shown as text: the file can be sent on as it is.
    """
    words = translator(lang)
    board = board_of(plan, words, ways=ways)
    drawn = week_plan_map(plan, words, plan_source="#plan-data", base_source="#base-data")
    scripts = _scripts(drawn)
    style = _style(drawn)
    base = json.loads(basemap) if isinstance(basemap, bytes) else basemap
    return (
        _environment(words)
        .get_template("lead/standalone.html")
        .render(
            lang=lang,
            board=board,
            info=None,  # a file has no state
            opened=opening_day(board),
            map={"element": Markup(drawn.element)},  # noqa: S704  folium's own element, without user text
            standalone=True,
            may_edit=False,
            policy=_policy(scripts.values(), style),
            scripts={name: Markup(text) for name, text in scripts.items()},  # noqa: S704  our own files
            style=Markup(style),  # noqa: S704
            plan_data=htmlsafe_json_dumps(plan_geojson(board), ensure_ascii=False, separators=(",", ":")),
            base_data=htmlsafe_json_dumps(base, ensure_ascii=False, separators=(",", ":")),
        )
    )


def bundle(entry: str) -> str:
    """Join the page's modules into one script: each after those it imports, without import and export."""
    order: list[str] = []
    texts: dict[str, str] = {}

    def visit(name: str) -> None:
        if name in texts:
            return
        texts[name] = text = (STATIC_FOLDER / "js" / name).read_text(encoding="utf-8")
        for wanted in _IMPORT.findall(text):
            visit(wanted)
        order.append(name)

    visit(entry)
    body = "\n".join(_EXPORT.sub("", _IMPORT.sub("", texts[name])) for name in order)
    return f'(() => {{\n"use strict";\n{body}}})();\n'


def _scripts(drawn: MapParts) -> dict[str, str]:
    scripts = {
        "head": (STATIC_FOLDER / "js" / "has_script.js").read_text(encoding="utf-8"),
        "vendor": "\n".join(_static_text(url) for url in drawn.scripts),
        "page": bundle("main.js"),
        "map": drawn.script,
    }
    if any(_ENDS_SCRIPT.search(text) for text in scripts.values()):
        raise ValueError("a script holds the end of a script element and cannot stand in a page")
    return scripts


def _style(drawn: MapParts) -> str:
    sheets = [_static_text(url) for url in drawn.styles]
    sheets += [(STATIC_FOLDER / "css" / f"{name}.css").read_text(encoding="utf-8") for name in SHEETS]
    style = "\n".join(sheets)
    if _ENDS_STYLE.search(style):
        raise ValueError("a style sheet holds the end of a style element and cannot stand in a page")
    return style


def _static_text(url: str) -> str:
    return (STATIC_FOLDER / url.removeprefix(STATIC)).read_text(encoding="utf-8")


def _policy(scripts: Iterable[str], style: str) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(_hash(text) for text in scripts)}",
            f"style-src {_hash(style)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _environment(words: Words) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=words.catalogue.gettext, ngettext=words.catalogue.ngettext, newstyle=True
    )
    return environment
