"""Reading places in: told first, done only as agreed, never what is not one's own, and every fault in words."""

import json
import os
import re
import time
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select

from web.lead.place_import_views import MOST_BYTES
from web.lead.place_uploads import KEPT_S, GoneError, Uploads, safe_name
from web.store.row_json import every_table, rows_of, snapshot
from web.store.tables import AuditEntry, HotspotRow, NeedRow

BAD = Path(__file__).parents[1] / "bad"
ASK, DO = "/lead/place-import", "/lead/place-import/do"
FILES = sorted(p for p in BAD.iterdir() if p.is_file() and p.name.startswith(("hotspots-", "needs-")))


@pytest.fixture
def lead(as_role):
    return as_role(("lead", "en"), name="Talgoxe")


@pytest.fixture
def other(as_role):
    return as_role(("lead", "tall"))


def kept(store):
    """Give all rows of places and needs."""
    with snapshot(store) as connection:
        tables = [table for table in every_table() if table.name in {"hotspot", "need"}]
        return {table.name: list(rows_of(connection, table)) for table in tables}


def place(ident, name, lon, lat, **values):
    properties = {"id": ident, "name": name, "kind": "square", **values}
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": [lon, lat]}}


def geojson(*features):
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def send(client, forms, *, replace=False, **files):
    """Send files by their use, each (name, bytes)."""
    token = forms.filled(client.get(ASK).text, ASK)["csrf_token"]
    data = {"csrf_token": token, **({"replace": "1"} if replace else {})}
    return client.post(ASK, data=data | {use: (BytesIO(content), name) for use, (name, content) in files.items()})


NEW = place("bryggan", "Bryggan", 21.984, 60.1006)
MOVED = place("torget", "Torget", 21.9891, 60.1035)


def test_every_bad_file_is_told_in_words_and_changes_nothing(lilleby_store, lead, forms):
    before = kept(lilleby_store)
    for path in FILES:
        use = "needs" if path.name.startswith("needs-") else "places"
        answer = send(lead, forms, **{use: (path.name, path.read_bytes())})
        if path.name.startswith("needs-") and answer.status_code == 200:
            continue  # right beside the places that are stored
        assert answer.status_code == 400, path.name
        told = re.findall(r"<li><svg.*?</svg> (.*?)</li>", answer.text, re.DOTALL)
        assert told, path.name
        assert all("%(" not in one and "{" not in one for one in told)
    assert kept(lilleby_store) == before


def test_faults_name_their_row(lead, forms):
    content = b"id,name,kind,lon,lat\nok,Ok,square,21.98,60.1\nx y,Namn,torg,60.1,21.98\n"
    answer = send(lead, forms, places=("platser.csv", content))
    assert "platser.csv, row 3, id" in answer.text
    assert "platser.csv, row 3 (x y), kind" in answer.text


def test_a_preview_tells_what_is_new_moved_and_changed_and_agreeing_does_it(lilleby_store, lead, forms):
    before = kept(lilleby_store)
    changed = place("hamnen", "Hamnen", 21.9835, 60.1005, kind="park")
    answer = send(lead, forms, places=("platser.geojson", geojson(NEW, MOVED, changed)))
    assert answer.status_code == 200
    lines = re.findall(r"<b>(\w+)</b>: .*?>([^<]+)</button>( · [^<]*)?", answer.text)
    assert {(word, name) for word, name, _ in lines} == {("New", "Bryggan"), ("Moved", "Torget"), ("Changed", "Hamnen")}
    assert " · Kind" in answer.text
    assert kept(lilleby_store) == before
    done = forms.send(lead, answer.text, DO, answer="yes")
    assert done.status_code == 303
    with lilleby_store.read() as session:
        assert session.get(HotspotRow, "bryggan").district == "Lilleby västra"
        assert session.get(HotspotRow, "hamnen").kind == "park"
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert (entry.action, entry.actor.partition(":")[0]) == ("hotspots.imported", "account")
    assert "Read in. Places: 1 new, 2 changed, 0 removed." in lead.get("/lead/places").text
    assert "imported places and needs" in lead.get("/lead/places/hamnen").text
    assert forms.send(lead, answer.text, DO, answer="yes").status_code == 410  # the file is gone


def test_letting_it_be_changes_nothing(lilleby_store, lead, forms):
    before = kept(lilleby_store)
    answer = send(lead, forms, places=("platser.geojson", geojson(NEW)))
    assert forms.send(lead, answer.text, DO, answer="no").status_code == 303
    assert kept(lilleby_store) == before


def test_what_changed_since_the_preview_is_shown_anew_and_not_done(lilleby_store, lead, forms):
    answer = send(lead, forms, places=("platser.geojson", geojson(NEW, MOVED)))
    page = lead.get("/lead/places/torget").text
    forms.send(lead, page, "/lead/places/torget", position="partly")
    before = kept(lilleby_store)
    again = forms.send(lead, answer.text, DO, answer="yes")
    assert again.status_code == 409
    assert "Somebody changed places meanwhile" in again.text
    assert kept(lilleby_store) == before
    assert forms.send(lead, again.text, DO, answer="yes").status_code == 303


def test_a_partner_neither_adds_to_nor_replaces_what_all_teams_share(lilleby_store, other, forms):
    before = kept(lilleby_store)
    answer = send(other, forms, replace=True, places=("platser.geojson", geojson(NEW)))
    assert "Skogsg" not in answer.text
    assert answer.status_code == 400
    assert kept(lilleby_store) == before


def test_an_id_of_a_hidden_place_is_refused_and_tells_nothing_more(lilleby_store, other, forms):
    before = kept(lilleby_store)
    answer = send(other, forms, places=("platser.geojson", geojson(place("skogsgarden", "Min", 21.98, 60.1))))
    assert answer.status_code == 400
    assert "These ids belong to something that you may not edit: skogsgarden" in answer.text
    needs = b"id,hotspot,windows,minutes\nn1,skogsgarden,mo 10:00-12:00,20\n"
    assert send(other, forms, needs=("needs.csv", needs)).status_code == 400
    assert kept(lilleby_store) == before


def test_places_that_could_not_be_opened_and_texts_about_persons_are_refused(lilleby_store, lead, forms):
    before = kept(lilleby_store)
    answer = send(
        lead,
        forms,
        places=(
            "platser.geojson",
            geojson(
                place("a", "A", 21.98, 60.1, sensitivity="named_teams", teams=["tall"]),
                place("b", "B", 21.981, 60.1, kind="settlement"),
                place("c", "C", 21.982, 60.1, meet="Fråga efter Anna Svensson"),
            ),
        ),
    )
    assert answer.status_code == 400
    assert "Place a: you could not open it afterwards" in answer.text
    assert "Place b is a settlement" in answer.text
    assert "Place c, meet: This looks like a name" in answer.text
    assert kept(lilleby_store) == before


def test_needs_alone_are_read_in(lilleby_store, lead, forms):
    needs = b"id,hotspot,windows,minutes\nplan-kvall,kyrkplan,su 11:00-14:00,20\n"
    answer = send(lead, forms, needs=("needs.csv", needs))
    assert answer.status_code == 200
    assert forms.send(lead, answer.text, DO, answer="yes").status_code == 303
    with lilleby_store.read() as session:
        assert session.get(NeedRow, "plan-kvall").windows == "su 11:00-14:00"
        assert session.get(HotspotRow, "torget") is not None


def test_a_file_that_is_too_large_is_not_read(lead):
    told = {"CONTENT_LENGTH": str(MOST_BYTES + 1), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    answer = lead.post(ASK, environ_overrides=told)
    assert answer.status_code == 413
    assert "larger than 10 MB" in answer.text


def test_nothing_chosen_and_another_persons_file_are_told(lead, as_role, forms):
    assert send(lead, forms).status_code == 400
    answer = send(lead, forms, places=("platser.geojson", geojson(NEW)))
    another = as_role(("lead", "en"))
    token = forms.filled(another.get(ASK).text, ASK)["csrf_token"]
    data = forms.filled(answer.text, DO, answer="yes") | {"csrf_token": token}
    assert another.post(DO, data=data).status_code == 410


def test_files_wait_an_hour_under_a_name_that_harms_nothing(tmp_path):
    uploads = Uploads(tmp_path / "uploads")
    token = uploads.keep(7, {"places": ("../../etc/pass wd.GeoJSON", b"{}")})
    path = uploads.open(7, token)["places"]
    assert path.name == "pass_wd.geojson"
    assert path.resolve().is_relative_to(tmp_path / "uploads" / "7" / token)
    assert path.stat().st_mode & 0o77 == 0
    for person, word in ((8, token), (7, "0" * 32), (7, "../" + token), (7, "")):
        with pytest.raises(GoneError):
            uploads.open(person, word)
    old = time.time() - KEPT_S - 1
    os.utime(path.parent.parent, (old, old))
    with pytest.raises(GoneError):
        uploads.open(7, token)
    uploads.forget_old()
    assert not path.exists()
    assert safe_name("..") == "fil"
