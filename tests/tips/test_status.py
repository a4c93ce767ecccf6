"""What a code tells its reporter, and what it does not."""

import re

import pytest
from sqlalchemy import select

from web.security.access import Access, access_of
from web.security.person import Role
from web.store.clocks import Category, Step, Wish, set_clocks, stored_clocks
from web.store.tables.tips import Tip, TipState
from web.tips.actions import tip_by_code
from web.tips.promises import promises, readers
from web.tips.steps import move_tip
from web.tips.tip import tip_code
from web.words import translator


def left(door, **values):
    door.send(**values)
    return door.code()


def tip_of(door, code):
    return tip_by_code(door.store, code, key=door.key)


def move(door, code, state, **changes):
    with door.store.write("account:1") as work:
        row = work.session.get(Tip, tip_of(door, code).id)
        move_tip(work, row, state)
        for name, value in changes.items():
            setattr(row, name, value)


def said(page):
    return re.findall(r"<b>([^<]+)</b> <time[^>]*>([^<]+)</time>", page)


def test_each_step_is_told_with_its_time_in_words(door):
    code = left(door)
    door.later(hours=1)
    move(door, code, TipState.GOING)
    door.later(hours=1)
    move(door, code, TipState.PASSED_ON, passed_to="socialjouren")
    page = door.status(code).text
    assert said(page) == [
        ("Mottaget", "tor 3 dec 19.00"),
        ("Vi åker dit", "tor 3 dec 20.00"),
        ("Lämnat till rätt verksamhet", "tor 3 dec 21.00"),
    ]
    assert "socialjouren" not in page


def test_a_code_is_found_however_it_is_typed_and_a_wrong_one_tells_nothing_more(door):
    code = left(door)
    assert door.status(f"  {code.lower().replace('-', ' ')} ").status_code == 200
    wrong = door.status("2222-2222")
    assert wrong.status_code == 404
    assert "Det finns inget tips med den koden" in wrong.text
    for strange in ("", "'; DROP TABLE tip; --", "é" * 40, "a\0b"):
        assert door.status(strange).status_code == 404


def test_guesses_are_held_up_and_the_right_code_is_not_counted(door):
    code = left(door)
    for _ in range(30):
        assert door.status(code).status_code == 200
    assert [door.status(f"2222-22{n:02}").status_code for n in range(10)] == [404] * 10
    held = door.status(code)
    assert held.status_code == 429
    assert 'value="' + code in held.text
    door.address = "198.51.100.1"
    assert door.status(code).status_code == 200


def test_a_tip_that_tells_of_the_same_as_another_has_its_state_and_nothing_of_when_that_came(door):
    first = left(door)
    door.later(minutes=10)
    move(door, first, TipState.GOING)
    door.later(minutes=10)
    second = left(door, details="Fortfarande kvar.")
    with door.store.write("account:1") as work:
        work.edit(Tip, tip_of(door, second).id, expected=None, changes={"parent_id": tip_of(door, first).id})
        work.note("tip.joined", "tip", "x")
    came = said(door.status(second).text)
    assert [state for state, _ in came] == ["Mottaget", "Vi åker dit"]
    assert came[0][1] == came[1][1]
    move(door, first, TipState.BEEN_THERE)
    assert said(door.status(second).text)[-1][0] == "Vi har varit där"


def test_tips_that_are_joined_in_a_ring_are_still_told_of(door):
    one, other = left(door), left(door, details="En annan.")
    with door.store.write("account:1") as work:
        ids = [tip_of(door, code).id for code in (one, other)]
        for ident, parent in (ids, ids[::-1]):
            work.edit(Tip, ident, expected=None, changes={"parent_id": parent})
        work.note("tip.joined", "tip", "x")
    assert door.status(one).status_code == 200


@pytest.mark.parametrize("state", TipState)
def test_no_state_says_whether_somebody_was_found(door, state):
    code = left(door, details="Hemligt ord: blåbär.")
    if state is not TipState.RECEIVED:
        move(door, code, state, reason="nobody_there")
    page = door.status(code).text
    assert "nobody_there" not in page
    assert "blåbär" not in page


def test_what_is_promised_follows_the_clocks_and_the_declarations(store):
    declared = {
        "triage.inbox": Access(roles=frozenset({Role.COORDINATOR, Role.LEAD})),
        "triage.contact": Access(roles=frozenset({Role.LEAD})),
        "audit.index": Access(roles=frozenset({Role.AUDITOR})),
    }
    found = readers(declared, declared.get)
    assert (found.tips, found.contacts) == ((Role.LEAD, Role.COORDINATOR), (Role.LEAD,))
    with store.write("account:1") as work:
        set_clocks(work, {(Category.TIP, Step.GRID_250): Wish(14, 1), (Category.TIP, Step.GONE): Wish(180, 1)})
    with store.read() as session:
        told = promises(translator("sv"), stored_clocks(session), found)
    assert told[0] == "Det läses av gruppledare och samordnare i det uppsökande arbetet. Ingen annan kommer åt det."
    assert told[1] == "Den exakta platsen göms efter 14 dagar och allt raderas efter 6 månader."


def test_the_police_have_no_role_by_which_anything_is_read():
    assert not [role for role in Role if "polic" in role]


def test_the_page_names_those_whom_the_routes_of_triage_let_in(door):
    app = door.app
    found = readers(app.view_functions, lambda endpoint: access_of(app, endpoint))
    assert set(found.tips) == {Role.LEAD, Role.COORDINATOR}
    assert set(found.contacts) <= set(found.tips)
    assert "Det läses av gruppledare och samordnare" in door.get().text
    assert "Det läses av gruppledare och samordnare" in door.get("/tips/about").text


def test_the_police_may_tell_and_read_nothing_back(door):
    door.send(source="police")
    page = door.client.get("/tips/sent").text
    assert "inte läsa något tillbaka" in page
    assert not re.search(r'id="code"', page)
    with door.store.read() as session:
        tip = session.scalars(select(Tip).where(Tip.source == "police")).one()
    assert door.status(tip_code(door.key, tip.id)).status_code == 404
