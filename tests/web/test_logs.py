"""Logs tell what happened and never of whom: every route is called with marked personal data, and none is logged."""

import io
import json
import logging
from uuid import uuid4

import pytest
from sqlalchemy import text

from web.ops.logs import configure_logs, error_text
from web.security.access import public
from web.store.tables.accounts import Account

MARKS = {
    "name": "Marktorpssson",
    "email": "anna.mark@exempel.se",
    "phone": "070-123 45 67",
    "address": "Markvägen 17",
    "free text": "sover under bron vid markhuset",
    "id": str(uuid4()),
    "query": "markquery",
    "header": "markheader",
}


@pytest.fixture(params=["text", "json"])
def log(request):
    """Give what is logged from here on, in each format."""
    root, engine = logging.getLogger(), logging.getLogger("dbos")
    before = (root.handlers[:], root.level, logging.getLogger("web").level, engine.handlers[:], engine.propagate)
    stream = io.StringIO()
    configure_logs({"FALTPLAN_LOG_FORMAT": request.param}, stream=stream)
    stream.kind = request.param
    yield stream
    root.handlers, engine.handlers, engine.propagate = before[0], before[3], before[4]
    root.setLevel(before[1])
    logging.getLogger("web").setLevel(before[2])


def lines(log):
    return [line for line in log.getvalue().splitlines() if line.startswith("{" if log.kind == "json" else "2")]


def assert_no_mark(log):
    for what, mark in MARKS.items():
        assert mark not in log.getvalue(), what
        assert mark.encode("unicode_escape").decode() not in log.getvalue(), what


def fail_with_values():
    values = {"contact": MARKS["phone"], MARKS["name"]: 1}
    try:
        raise ValueError(f"{MARKS['name']} {MARKS['email']} {values}")  # noqa: TRY301
    except ValueError as error:
        raise KeyError(MARKS["address"]) from error


@pytest.fixture
def app(make_app, plan, monkeypatch):
    """Give the application with routes that fail in the ways that programs do."""
    import web.app as factory

    real = factory.guard

    def fail_in_database(what):
        from web.parts import parts

        with parts().store.write(f"account:{MARKS['name']}") as work:
            work.note("a", "b", "c")
            for _ in range(2):
                account = Account(email=MARKS["email"], name=MARKS["name"], fs_uniquifier=what)
                work.session.add(account)
                account.changed_at, account.changed_by = work.now, "x"

    def fail_in_sql(what):
        from web.parts import parts

        with parts().store.read() as session:
            session.execute(text("SELECT :what + nothing FROM nowhere_at_all"), {"what": what})

    def with_routes(app, identify):
        app.add_url_rule("/fails/<what>", "fails", public(lambda what: fail_with_values()))
        app.add_url_rule("/fails-in-database/<what>", "fails_in_database", public(fail_in_database))
        app.add_url_rule("/fails-in-sql/<what>", "fails_in_sql", public(fail_in_sql))
        real(app, identify)

    monkeypatch.setattr(factory, "guard", with_routes)
    made = make_app(plan)
    made.testing = False
    return made


def test_no_route_logs_personal_data(app, sign_in, plan, log):
    roles = [(role, plan.team) for role in ("lead", "field", "coordinator", "auditor", "admin")]
    client = sign_in(app, *roles, name=MARKS["name"])
    called = 0
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "security.logout":
            continue
        for given in (MARKS["id"], MARKS["name"]):
            values = {name: plan.team if name == "team" else given for name in rule.arguments}
            values = {k: 1 if "int" in type(rule._converters[k]).__name__.lower() else v for k, v in values.items()}
            with app.test_request_context():
                address = app.url_map.bind("localhost").build(rule.endpoint, values)
            for method in sorted(rule.methods - {"OPTIONS", "HEAD"}):
                told = {"note": MARKS["free text"], "details": MARKS["free text"], "contact": MARKS["phone"]} | {
                    "email": MARKS["email"], "name": MARKS["name"], "address": MARKS["address"], "password": "x" * 12,
                }  # fmt: skip
                data = {"json": told} if rule.rule.startswith("/api/") else {"data": told}
                client.open(
                    address, method=method, query_string={"q": MARKS["query"]}, **(data if method != "GET" else {}),
                    headers={"User-Agent": MARKS["header"], "Referer": f"http://localhost/{MARKS['id']}"},
                ).close()  # fmt: skip
                called += 1
    client.get(f"/nowhere/{MARKS['id']}?q={MARKS['query']}")
    assert_no_mark(log)
    told = [line for line in lines(log) if '"message": "request"' in line or " request " in line]
    assert len(told) == called + 1
    assert any("fails_in_database" in line and ("=500" in line or '"status": 500' in line) for line in told)


def test_an_error_is_logged_with_where_it_came_from(app, log):
    client = app.test_client()
    assert client.get(f"/fails/{MARKS['id']}").status_code == 500
    told = log.getvalue()
    assert "fail_with_values" in told
    assert "builtins.ValueError" in told
    assert "builtins.KeyError" in told
    assert_no_mark(log)


def test_a_line_holds_what_an_operator_needs(app, sign_in, plan, log):
    client = sign_in(app, ("lead", plan.team), ("field", plan.team))
    answer = client.get(f"/plan/{plan.team}/{plan.week}")
    (line,) = lines(log)
    if log.kind == "json":
        told = json.loads(line)
        assert told.pop("ms") > 0
        assert told.pop("time").endswith("Z")
        assert told == {
            "level": "INFO", "logger": "web.ops.requests", "message": "request", "id": answer.headers["X-Request-Id"],
            "endpoint": "lead.week", "method": "GET", "status": 200, "roles": "field,lead", "team": plan.team,
        }  # fmt: skip
    else:
        for part in ("INFO web.ops.requests request", "endpoint=lead.week", "status=200", "roles=field,lead"):
            assert part in line


def test_the_id_of_a_request_is_taken_from_a_proxy_alone(make_app, log):
    given = {"X-Request-Id": "from-the-proxy-7"}
    assert make_app().test_client().get("/healthz", headers=given).headers["X-Request-Id"] != "from-the-proxy-7"
    behind = make_app(proxies=1).test_client()
    assert behind.get("/healthz", headers=given).headers["X-Request-Id"] == "from-the-proxy-7"
    bad = behind.get("/healthz", headers={"X-Request-Id": "a b\tc" * 30}).headers["X-Request-Id"]
    assert bad.isalnum()


def test_messages_of_libraries_are_scrubbed(log):
    logging.getLogger("waitress").warning("Exception while serving /api/tips/%s", MARKS["id"])
    logging.getLogger("web.somewhere").warning("told %s to call %s", MARKS["email"], MARKS["phone"])
    logging.getLogger("dbos").error("failed with %s", MARKS["email"])
    assert len(lines(log)) == 3
    assert_no_mark(log)


def test_an_error_is_told_by_types_and_codes():
    with pytest.raises(FileNotFoundError) as missing:
        open(MARKS["name"])  # noqa: PTH123, SIM115
    told = error_text(missing.value)
    assert told.endswith("builtins.FileNotFoundError errno 2")
    assert MARKS["name"] not in told.replace('MARKS["name"]', "")
