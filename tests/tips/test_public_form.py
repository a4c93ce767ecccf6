"""The public form over HTTP: what is taken, what must wait, and that nothing typed is ever lost."""

import pytest
from sqlalchemy import func, select, text

from web.store.tables.tips import ReporterContact, SpentProof, Tip, TipStep


def tips(door):
    with door.store.read() as session:
        return session.scalars(select(Tip).order_by(Tip.received_at, Tip.id)).all()


def count(door, table):
    with door.store.read() as session:
        return session.scalar(select(func.count()).select_from(table))


def test_a_tip_with_a_point_is_kept_with_its_district_deadline_and_first_step(door):
    answer = door.send(worry="cold_or_ill", seen="hours", source="relative", details="Sitter vid trappan.")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/tips/sent")
    (tip,) = tips(door)
    assert (tip.district, tip.precision, tip.find, tip.source) == (
        "Norra innerstaden", "exact", "Bakom kiosken.", "relative",
    )  # fmt: skip
    assert (tip.due_at - tip.received_at).total_seconds() == 4 * 3600
    assert (tip.received_at - tip.seen_at).total_seconds() == 3 * 3600 + 10
    with door.store.read() as session:
        assert [(s.state, s.at) for s in session.scalars(select(TipStep))] == [("received", tip.received_at)]


def test_a_part_of_the_city_or_words_alone_are_a_place_too(door):
    door.send(lon="", lat="", neighbourhood="Farsta", find="Vid sjön.")
    door.send(lon="", lat="", find="Ringvägen 100, innergården")
    farsta, somewhere = tips(door)
    assert (farsta.district, farsta.precision, farsta.find) == ("Farsta", "district", "Farsta: Vid sjön.")
    assert (somewhere.place, somewhere.district, somewhere.precision) == (None, None, "district")


def test_the_code_is_shown_once_and_never_in_an_address(door):
    door.send()
    code = door.code()
    assert len(code) == 9
    assert door.code() == ""
    assert "Hittills: Mottaget" in door.status(code).text


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"lon": "", "lat": "", "find": ""}, "Visa platsen på kartan"),
        ({"lon": "x"}, "Platsen gick inte att läsa"),
        ({"lon": "nan"}, "Platsen gick inte att läsa"),
        ({"lon": "11.97", "lat": "57.7"}, "utanför staden"),
        ({"lon": "", "lat": "", "neighbourhood": "Atlantis"}, "Den stadsdelen finns inte"),
        ({"worry": ""}, "Välj vad som oroar dig"),
        ({"worry": "crime"}, "Välj vad som oroar dig"),
        ({"source": "field"}, "Välj vem du är"),
        ({"details": "x" * 1001}, "högst 1\N{NO-BREAK SPACE}000 tecken"),
        ({"details": "a\0b"}, "tecken som inte kan sparas"),
        ({"may_contact": "yes"}, "Skriv ett telefonnummer"),
        ({"contact": "070-174 06 05"}, "Kryssa i rutan"),
        ({"details": "Hon har 19121212-1212"}, "personnummer"),
        ({"details": "Ring 070-174 06 05"}, "070-174 06 05"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_all_that_was_typed_is_left(door, values, said):
    answer = door.send(**{"details": "Tre personer.", "seen": "days"} | values)
    assert answer.status_code == 422
    assert said in answer.text
    assert count(door, Tip) == 0
    for name, typed in ({"find": "Bakom kiosken.", "details": "Tre personer."} | values).items():
        if name not in {"source", "neighbourhood", "worry", "may_contact"} and "\0" not in typed:
            assert door.page[name] == typed, name
    assert door.again(details="Tre personer.", find="Bakom kiosken.", lon="18.0646", lat="59.3344", worry="other",
                      source="public", may_contact="", contact="").status_code == 303  # fmt: skip


def test_every_fault_is_said_at_once(door):
    answer = door.send(worry="", lon="", lat="", find="", may_contact="yes")
    assert answer.text.count('<li><a href="#') == 3


def test_what_may_be_about_the_place_is_kept_by_choice_and_what_is_refused_is_not(door):
    answer = door.send(details="Ligger i portgången på Götgatan 12.")
    assert answer.status_code == 422
    assert "Götgatan 12" in answer.text
    assert door.again(confirmed="yes").status_code == 303
    assert tips(door)[0].details == "Ligger i portgången på Götgatan 12."
    assert door.send(details="Ring 070-174 06 05", confirmed="yes").status_code == 422


def test_how_a_place_is_found_may_hold_its_address(door):
    assert door.send(find="Götgatan 12, inne på gården").status_code == 303


def test_the_contact_lies_apart_and_is_forgotten_by_the_code(door):
    door.send(may_contact="yes", contact="070-174 06 05")
    code = door.code()
    assert count(door, ReporterContact) == 1
    assert "Radera min kontaktuppgift nu" in door.status(code).text
    assert "är raderad" in door.status(code, "/tips/status/forget").text
    assert count(door, ReporterContact) == 0
    assert "Radera min kontaktuppgift nu" not in door.status(code).text
    with door.store.read() as session:
        told = session.execute(text("SELECT action, actor FROM audit_entry ORDER BY seq")).all()
    assert ("contact.forgotten", "anyone") in [tuple(row) for row in told]


def test_the_same_page_sent_twice_is_one_tip_and_gives_its_code_again(door):
    door.send()
    first = door.code()
    assert door.again(proof="").status_code == 303
    assert (door.code(), count(door, Tip), count(door, SpentProof)) == (first, 1, 1)


def test_a_proof_is_not_taken_for_another_tip(door):
    door.send()
    spent = dict(door.page)
    answer = door.again(worry="other", find="Något helt annat.")
    assert answer.status_code == 409
    assert (count(door, Tip), len(spent["proof"]) > 30) == (1, True)
    assert door.page["find"] == "Något helt annat."
    assert door.page["ticket"] != spent["ticket"]
    assert door.page["proof"] == ""
    door.later(seconds=10)
    assert door.again().status_code == 303
    assert count(door, Tip) == 2


def test_a_ticket_that_is_old_or_made_elsewhere_is_replaced_and_the_text_stays(door):
    door.send(worry="")
    door.later(hours=4)
    for ticket in (door.page["ticket"], "1e4b1c0e-0000-4000-8000-000000000000.1764784800.0." + "0" * 32, "x"):
        answer = door.again(ticket=ticket, worry="other")
        assert answer.status_code == 400
        assert "Skicka en gång till" in answer.text
        assert door.page["find"] == "Bakom kiosken."
    door.later(seconds=10)
    assert door.again().status_code == 303


def test_a_page_without_its_cookie_is_not_taken_and_the_text_stays(door):
    door.get()
    door.client.delete_cookie("faltplan")
    answer = door.again(worry="other", find="Bakom kiosken.", lon="18.0646", lat="59.3344")
    assert answer.status_code == 400
    assert door.page["find"] == "Bakom kiosken."
    door.later(seconds=10)
    assert door.again().status_code == 303


def test_robots_are_asked_to_send_once_more_and_so_is_whoever_is_faster_than_a_person(door):
    answer = door.send(website="http://spam.example")
    assert "fält som bara robotar ser" in answer.text
    assert door.page["website"] == ""
    assert count(door, Tip) == 0
    assert door.again().status_code == 303
    answer = door.send(wait_s=1)
    assert "väldigt fort" in answer.text
    assert count(door, Tip) == 1


def test_without_a_proof_fewer_tips_are_taken_and_the_page_says_when(door):
    assert [door.send(proven=False).status_code for _ in range(5)] == [303] * 4 + [429]
    answer = door.send(proven=False, details="Det här får inte försvinna.")
    assert answer.status_code == 429
    assert "Skicka igen efter 20.0" in answer.text
    assert int(answer.headers["Retry-After"]) > 3000
    assert door.page["details"] == "Det här får inte försvinna."
    assert door.send().status_code == 303  # with a proof there is room
    door.address = "198.51.100.1"
    assert door.send(proven=False).status_code == 303
    door.address = "192.0.2.7"
    door.later(hours=1)
    assert door.send(proven=False).status_code == 303


def test_another_language_is_chosen_without_losing_what_was_typed(door):
    door.get()
    answer = door.again(path="/tips?lang=en", find="Bakom kiosken.", worry="young")
    assert answer.status_code == 200
    assert "What worries you?" in answer.text
    assert (door.page["find"], door.page["worry"]) == ("Bakom kiosken.", "young")
    assert "What worries you?" in door.get().text


def test_a_reporter_in_english_is_remembered_as_one(door):
    door.client.get("/tips?lang=en")
    door.send()
    assert tips(door)[0].lang == "en"
