"""Hostile input to the form, the status and the API: no server error, and nothing that was sent runs or is markup.

``FALTPLAN_FUZZ`` sets how many inputs each test makes up.
"""

import json
import os
from html.parser import HTMLParser
from itertools import count
from uuid import UUID

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from web.tips.puzzle import PARTS, new_ticket
from web.tips.tip import Asked, Worry

MANY = settings(
    max_examples=int(os.environ.get("FALTPLAN_FUZZ", "25")),
    deadline=None,
    derandomize="FALTPLAN_FUZZ" not in os.environ,
    suppress_health_check=list(HealthCheck),
)
ATTACKS = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "'-alert(1)-'", "</textarea><svg onload=alert(1)>",
    "{{7*7}}", "${alert(1)}", "javascript:alert(1)", "%(name)s", "%s%n", "\u202e\u0000", "' OR 1=1 --",
    "\ud7ff\U0010ffff",
    "</option></select><iframe srcdoc='<script>alert(1)</script>'>", "&lt;script&gt;", "a" * 5000,
    "\r\nSet-Cookie: a=b",
    "=HYPERLINK(1)", "../../etc/passwd", "٣٤", "NaN", "1e999", "-0", "Infinity", "0x10", "1_0",
)  # fmt: skip
FIELDS = (
    "ticket", "proof", "lon", "lat", "neighbourhood", "find", "worry", "details", "asked", "seen", "source",
    "may_contact", "contact", "confirmed", "website", "csrf_token", "lang",
)  # fmt: skip
text = st.one_of(
    st.sampled_from(ATTACKS), st.text(max_size=80), st.builds("".join, st.lists(st.sampled_from(ATTACKS), max_size=3))
)
good = st.fixed_dictionaries(
    {},
    optional={
        "lon": st.sampled_from(["18.0646", "17.8"]),
        "lat": st.sampled_from(["59.3344", "59.25"]),
        "worry": st.sampled_from([str(w) for w in Worry]),
        "asked": st.sampled_from([str(a) for a in Asked]),
        "seen": st.sampled_from(["now", "days", "unknown"]),
        "source": st.sampled_from(["public", "police"]),
        "may_contact": st.just("yes"),
        "confirmed": st.just("yes"),
    },
)
forms = st.builds(lambda base, bad: base | bad, good, st.dictionaries(st.sampled_from(FIELDS), text, max_size=6))
bodies = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=200).map(lambda t: t.encode("utf-8", "surrogatepass")),
    st.builds(lambda depth: b"[" * depth + b"]" * depth, st.integers(0, 30_000)),
    st.builds(lambda depth: b'{"a":' * depth + b"1" + b"}" * depth, st.integers(0, 30_000)),
)
json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), text),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(text, inner, max_size=4)),
    max_leaves=8,
)
tips = st.builds(
    lambda base, bad: base | bad,
    st.fixed_dictionaries({}, optional={"lon": st.just(18.0646), "lat": st.just(59.3344), "worry": st.just("other")}),
    st.dictionaries(
        st.one_of(
            st.sampled_from(
                ["lon", "lat", "neighbourhood", "find", "worry", "details", "asked", "source", "seen_at", "contact",
                 "lang", "confirmed"]
            ),
            text,
        ),
        st.one_of(json_values, st.datetimes().map(str), st.datetimes(timezones=st.timezones()).map(str)),
        max_size=5,
    ),
)  # fmt: skip


class Markup(HTMLParser):
    """What of a page a browser would run, or fetch from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.runs: list[str] = []
        self._script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self._script = tag == "script"
        if self._script and not found.get("src", "").startswith(("/static/", "/tips/map.js")):
            self.runs.append(f"script {found}")
        if tag in {"iframe", "object", "embed", "base", "img"}:
            self.runs.append(tag)
        self.runs += [name for name in found if name.startswith("on") or name in {"style", "srcdoc"}]
        self.runs += [v for n, v in found.items() if n in {"href", "src", "action", "formaction"} and not harmless(v)]

    def handle_data(self, data: str) -> None:
        if self._script and data.strip():
            self.runs.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._script = False


def harmless(address: str) -> bool:
    return address.startswith(("/", "#", "tel:", "https://www.openstreetmap.org/copyright")) and not address.startswith(
        "//"
    )


def check(answer) -> None:
    assert answer.status_code < 500, answer.text
    assert "\n" not in answer.headers.get("Set-Cookie", "")
    if answer.mimetype == "text/html":
        markup = Markup()
        markup.feed(answer.text)
        assert markup.runs == []


@pytest.fixture
def busy(make_door):
    """Give a door through which each example comes an hour after the one before, from another address."""
    door = make_door(tip_work=0)
    door.get()
    numbers = count()

    def next_one() -> dict[str, str]:
        door.later(hours=1)
        door.address = f"2001:db8:{next(numbers):x}::1"
        ticket = new_ticket(door.key, door.time[0], bits=0)
        door.later(seconds=10)
        return {"csrf_token": door.page["csrf_token"], "ticket": str(ticket), "proof": ",".join("0" * PARTS)}

    door.next_one = next_one
    return door


def test_no_form_is_a_server_error_or_markup(busy):
    seen = set()

    @MANY
    @given(forms)
    @example({"lon": "18.06", "lat": "59.33", "worry": "other"})
    def run(typed: dict[str, str]) -> None:
        answer = busy.post("/tips", busy.next_one() | typed)
        check(answer)
        check(busy.client.get("/tips/sent"))
        seen.add(answer.status_code)

    run()
    assert {303, 400, 422} <= seen


def test_no_other_body_is_a_server_error(busy):
    kinds = (
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain",
        "application/json",
        "",
    )

    @MANY
    @given(bodies, st.sampled_from(kinds), st.sampled_from(["/tips", "/tips/status", "/tips/status/forget"]))
    def run(body: bytes, kind: str, path: str) -> None:
        check(busy.client.post(path, data=body, content_type=kind))

    run()


def test_no_code_and_no_query_is_a_server_error_or_markup(busy):
    @MANY
    @given(text, st.sampled_from(["/tips/status", "/tips/status/forget"]), text)
    def run(code: str, path: str, query: str) -> None:
        values = busy.next_one()
        check(busy.post(path, {"csrf_token": values["csrf_token"], "code": code}))
        check(busy.client.get("/tips", query_string={"lang": query, "fel": query}))

    run()


def test_no_json_is_a_server_error(busy, sign_in):
    busy.client = sign_in(busy.app)
    numbers, seen = count(), set()

    @MANY
    @given(st.one_of(tips, json_values).map(lambda v: json.dumps(v).encode()) | bodies)
    @example(b'{"lon": 18.06, "lat": 59.33, "worry": "other"}')
    def run(body: bytes) -> None:
        path = f"/api/teams/uppsokarteamet/tips/{UUID(int=next(numbers))}"
        answer = busy.client.put(path, data=body, content_type="application/json")
        check(answer)
        seen.add(answer.status_code)

    run()
    assert {201, 422} <= seen <= {200, 201, 422}
