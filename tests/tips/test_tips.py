"""Tips: kept once, followed by a code that is not kept, the contact apart."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text

from web.store.faults import StaleEditError
from web.store.tables.places import NeighbourhoodRow
from web.store.tables.tips import ReporterContact, Tip
from web.tips.actions import leave_tip, tip_by_code
from web.tips.tip import TipError, code_hash, tip_code, tip_from_json

KEY = b"t" * 32
BOUNDS = (17.75, 59.20, 18.22, 59.54)
TEAM = "uppsokarteamet"


def report(ident=None, **values):
    told = {"lon": 18.0646, "lat": 59.3344, "worry": "sleeps_outside", "details": "Bakom kiosken."}
    return tip_from_json(ident or str(uuid4()), told | values)


def leave(store, told, **options):
    return leave_tip(store, "anyone", told, key=KEY, bounds=BOUNDS, **options)


@pytest.fixture
def districts(store):
    with store.housekeeping() as session:
        session.add(NeighbourhoodRow(name="Klara", district="Norra innerstaden", lon=18.06, lat=59.333))
        session.add(NeighbourhoodRow(name="Farsta", district="Farsta", lon=18.09, lat=59.243))
    return store


def test_a_tip_is_kept_with_its_district_and_found_by_its_code(districts):
    left = leave(districts, report())
    tip = tip_by_code(districts, left.code, key=KEY)
    assert (left.new, tip.id, tip.district, tip.state) == (True, left.id, "Norra innerstaden", "received")
    assert tip_by_code(districts, left.code.lower().replace("-", " "), key=KEY).id == left.id
    assert tip_by_code(districts, "2222-2222", key=KEY) is None


def test_the_code_is_not_in_the_database(districts, backend):
    left = leave(districts, report())
    with districts.read() as session:
        row = session.execute(text("SELECT * FROM tip")).one()
    assert left.code not in str(row)
    assert left.code.replace("-", "") not in str(row)


def test_sending_the_same_again_gives_the_same_code_and_one_tip(districts, make_store):
    told = report()
    stores = [make_store() for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        left = list(pool.map(lambda n: leave(stores[n % 4], told), range(12)))
    assert sum(one.new for one in left) == 1
    assert len({one.code for one in left}) == 1
    with districts.read() as session:
        assert session.scalar(select(func.count()).select_from(Tip)) == 1


def test_another_tip_under_the_same_id_is_refused(districts):
    told = report()
    leave(districts, told)
    with pytest.raises(StaleEditError):
        leave(districts, report(told.id, details="Något annat."))


def test_the_contact_lies_apart_and_can_be_forgotten_alone(districts):
    left = leave(districts, report(contact="070-123 45 67"))
    with districts.write("account:1") as work:
        work.session.delete(work.session.get(ReporterContact, left.id))
        work.note("contact.forgotten", "tip", left.id)
    assert tip_by_code(districts, left.code, key=KEY) is not None


def test_the_audit_says_that_there_is_a_contact_and_not_which(districts):
    leave(districts, report(contact="070-123 45 67"))
    with districts.read() as session:
        told = session.execute(text("SELECT detail FROM audit_entry WHERE action = 'tip.left'")).scalar_one()
    assert told == '{"contact":true}'


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"lat": None}, "place", "missing"),
        ({"lon": True}, "place", "missing"),
        ({"lon": 1e9}, "place", "out_of_range"),
        ({"lon": 10**400}, "place", "out_of_range"),
        ({"details": "a\0b"}, "details", "no_text"),
        ({"contact": "\ud800"}, "contact", "no_text"),
        ({"lon": float("nan")}, "place", "out_of_range"),
        ({"worry": "crime"}, "worry", "unknown_code"),
        ({"details": "x" * 1001}, "details", "too_long"),
        ({"details": "Han heter så och har 19121212-1212"}, "details", "personal_data"),
        ({"contact": "x" * 201}, "contact", "too_long"),
        ({"name": "x"}, "name", "unknown_field"),
        ({"source": "press"}, "source", "unknown_code"),
        ({"asked": "maybe"}, "asked", "unknown_code"),
        ({"lang": "de"}, "lang", "unknown_code"),
        ({"find": "x" * 501}, "find", "too_long"),
        ({"find": "Ring 070-174 06 05"}, "find", "personal_data"),
        ({"details": "Anna sover där."}, "details", "personal_data_warning"),
        ({"seen_at": "i går"}, "seen_at", "no_time"),
        ({"seen_at": "2026-12-03T18:00:00"}, "seen_at", "no_time"),
        ({"seen_at": "1999-12-03T18:00:00+01:00"}, "seen_at", "out_of_range"),
        ({"confirmed": "yes"}, "confirmed", "no_truth"),
        ({"lon": None, "lat": None}, "place", "missing"),
    ],
)
def test_what_is_wrong_is_named(values, field, code):
    with pytest.raises(TipError) as told:
        report(**values)
    assert (told.value.field, told.value.code) == (field, code)


def test_a_place_outside_the_city_is_told(store):
    with pytest.raises(TipError) as told:
        leave(store, report(lon=11.97, lat=57.7))
    assert told.value.code == "outside_city"


def test_what_lies_far_off_in_time_or_is_no_part_of_the_city_is_told(districts):
    for values, field in (
        ({"seen_at": "2030-01-01T00:00:00+01:00"}, "seen_at"),
        ({"lon": None, "lat": None, "neighbourhood": "Atlantis"}, "place"),
    ):
        with pytest.raises(TipError) as told:
            leave(districts, report(**values))
        assert told.value.field == field


def test_staff_may_tell_for_others_and_keep_what_is_only_warned_about(districts):
    told = report(source="police", details="Anna sover där.", confirmed=True, find="Götgatan 12", asked="declined")
    tip = tip_by_code(districts, leave(districts, told, team=TEAM).code, key=KEY)
    assert (tip.source, tip.find, tip.asked, tip.team_id) == ("police", "Götgatan 12", "declined", TEAM)
    known = {"lon": 18.06, "lat": 59.33, "worry": "other", "details": "Bakom Sofia."}
    assert tip_from_json(str(uuid4()), known, places=("Sofia",)).details == "Bakom Sofia."


def test_codes_differ_and_depend_on_the_key():
    idents = [str(uuid4()) for _ in range(500)]
    assert len({tip_code(KEY, ident) for ident in idents}) == 500
    assert tip_code(KEY, idents[0]) != tip_code(b"u" * 32, idents[0])
    assert code_hash(KEY, "ABCD-EFGH") == code_hash(KEY, " abcd efgh ")
