"""map.html: one file that asks nobody for anything and runs nothing but its own scripts."""

import base64
import hashlib
import json
import re

import pytest

from web.maps.standalone import bundle, standalone_map

BASE = {"type": "FeatureCollection", "features": []}


@pytest.fixture(scope="module")
def page(hostile_plan):
    return standalone_map(hostile_plan, BASE, lang="sv")


def hashes(page, tag):
    bodies = [
        body
        for attributes, body in re.findall(rf"<{tag}([^>]*)>(.*?)</{tag}>", page, re.DOTALL)
        if "application/json" not in attributes
    ]
    return [f"'sha256-{base64.b64encode(hashlib.sha256(b.encode()).digest()).decode()}'" for b in bodies]


def test_its_policy_names_exactly_its_own_scripts_and_styles(page):
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page).group(1).replace("&#39;", "'")
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"].split() == hashes(page, "script")
    assert rules["style-src"].split() == hashes(page, "style")
    assert len(hashes(page, "script")) == 4


def test_it_names_no_other_file(page):
    outside = re.sub(r"<(script|style)[^>]*>.*?</\1>", "", page, flags=re.DOTALL)
    assert not re.search(r"\ssrc\s*=", outside.replace("&lt;img src=", ""))
    assert re.findall(r'<link[^>]*href="([^"]*)"', outside) == ["data:,"]
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL).group(1)
    assert not re.search(r"@import|url\((?!data:)", style)


def test_data_stands_in_blocks_that_end_nowhere_early(page, example):
    for name in ("plan-data", "base-data"):
        block = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page, re.DOTALL).group(1)
        assert "<" not in block
        assert json.loads(block)["type"] == "FeatureCollection"
    plan_data = re.search(r'id="plan-data">(.*?)</script>', page, re.DOTALL).group(1)
    assert any(example.HOSTILE in f["properties"].get("title", "") for f in json.loads(plan_data)["features"])


def test_hostile_names_are_text(page):
    assert "<img" not in page


def test_it_holds_day_strip_legend_timeline_and_list(page):
    for part in (
        'class="days"',
        'class="legend-strip',
        'class="tl-scroll"',
        'class="day-list"',
        "Alla platser",
    ):
        assert part in page


def test_the_base_map_may_be_given_as_bytes(plan):
    as_bytes = standalone_map(plan, json.dumps(BASE).encode(), lang="en")
    assert as_bytes == standalone_map(plan, BASE, lang="en")
    assert "Week 49" in as_bytes


def test_modules_are_joined_in_the_order_they_need_one_another():
    script = bundle("main.js")
    assert not re.search(r"^\s*(import|export)\b", script, re.MULTILINE)
    assert script.index("class SafePopup") < script.index("class WeekMap") < script.index("startMap();")
    names = re.findall(r"^(?:async )?(?:function|class|const|let) (\w+)", script, re.MULTILINE)
    assert len(names) == len(set(names))
