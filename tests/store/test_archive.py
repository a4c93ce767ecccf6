"""An archive holds a whole installation, moves between databases, and is refused whole where anything is wrong."""

import io
import json
import warnings
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from web.store import archive_read
from web.store.archive_export import export_archive, seal_of
from web.store.archive_form import AUDIT_TABLES, MANIFEST, PLACES, SEAL, ArchiveError, ArchiveFault
from web.store.archive_import import import_archive
from web.store.archive_read import read_archive
from web.store.audit import canonical, verify
from web.store.row_json import every_table
from web.store.store import Store
from web.store.tables import Account, AuditEntry, Job, Passkey, VisitRow

KEY = b"k" * 32


@pytest.fixture
def full(store, rows):
    made = rows.put(store, *rows.everything())
    rows.put(store, rows.passkey(next(row.id for row in made if isinstance(row, Account))))
    with store.write("system") as work:
        for job in work.session.scalars(select(Job).where(Job.state == "running")):
            work.session.delete(job)
        work.note("job.cancel", "job", "x")
    return store


@pytest.fixture
def empty(databases, backend):
    """Give new empty stores; the other kind of database too, where it runs."""
    opened = []

    def make(kind=backend, key=KEY):
        url = databases.bare(kind)
        opened.append(Store(url, audit_key=key))
        return opened[-1]

    yield make
    for one in opened:
        one.close()
        databases.drop(one.url)


def content(path, key=KEY):
    """Give the digest of each table's rows; the audit, which grows by each export and import, apart."""
    facts = read_archive(path, key).facts["content"]
    return {name: digest for name, digest in facts.items() if name not in AUDIT_TABLES}


@pytest.mark.parametrize("with_secrets", [False, True])
def test_an_archive_of_an_imported_archive_has_the_same_content(full, empty, tmp_path, with_secrets):
    export_archive(full, tmp_path / "a.zip", with_secrets=with_secrets)
    other = empty()
    done = import_archive(other, tmp_path / "a.zip")
    assert done.with_audit
    export_archive(other, tmp_path / "b.zip", with_secrets=with_secrets)
    assert content(tmp_path / "a.zip") == content(tmp_path / "b.zip")
    with full.read() as session:
        first = [(e.seq, e.mac) for e in session.scalars(select(AuditEntry).order_by(AuditEntry.seq))]
    with other.read() as session:
        then = [(e.seq, e.mac) for e in session.scalars(select(AuditEntry).order_by(AuditEntry.seq))]
        assert list(verify(session, KEY)) == []
    assert then[: len(first) - 1] == first[:-1]


def test_an_installation_moves_to_the_other_kind_of_database_and_back(full, empty, databases, backend, tmp_path):
    other_kind = "postgresql" if backend == "sqlite" else "sqlite"
    if other_kind == "postgresql" and databases.postgresql is None:
        pytest.skip("PostgreSQL is not running in this test process; the other parameter moves both ways")
    export_archive(full, tmp_path / "a.zip", with_secrets=True)
    there = empty(other_kind)
    import_archive(there, tmp_path / "a.zip")
    export_archive(there, tmp_path / "b.zip", with_secrets=True)
    back = empty(backend)
    import_archive(back, tmp_path / "b.zip")
    export_archive(back, tmp_path / "c.zip", with_secrets=True)
    assert content(tmp_path / "a.zip") == content(tmp_path / "b.zip") == content(tmp_path / "c.zip")


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    notes=st.lists(st.tuples(TEXT, st.dictionaries(TEXT, st.integers(0, 9), max_size=3)), max_size=4),
    score=st.floats(allow_nan=False, allow_infinity=False),
)
def test_any_text_and_number_survives_the_way(store, empty, rows, tmp_path_factory, notes, score):
    folder = tmp_path_factory.mktemp("archive")
    with store.write("system") as work:
        work.session.execute(delete(VisitRow))
        work.note("city.loaded", "city", "x")
    week, versions = rows.week_plan("2026-W49", [(rows.NOW, None)], shown=1, team=f"t-{rows.ident()}")
    versions[0].score = score
    rows.put(store, week, *versions, *(rows.visit(rows.NOW, note=note, counts=counts) for note, counts in notes))
    export_archive(store, folder / "a.zip")
    other = empty()
    import_archive(other, folder / "a.zip")
    export_archive(other, folder / "b.zip")
    assert content(folder / "a.zip") == content(folder / "b.zip")


def test_nothing_that_lets_anybody_sign_in_leaves_unless_it_is_asked_for(full, empty, tmp_path):
    export_archive(full, tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        text = b"".join(archive.read(name) for name in archive.namelist())
    with full.read() as session:
        account = session.scalars(select(Account)).first()
    for secret in (account.password, account.fs_uniquifier, "tf_totp_secret", "mf_recovery_codes", "credential_id"):
        assert secret.encode() not in text
    other = empty()
    import_archive(other, tmp_path / "a.zip")
    with other.read() as session:
        found = session.scalars(select(Account)).first()
        assert (found.name, found.password, found.tf_totp_secret) == (account.name, None, None)
        assert found.fs_uniquifier != account.fs_uniquifier
        assert [m.role for m in found.memberships] == [m.role for m in account.memberships]
        assert session.scalars(select(Passkey)).all() == []


def test_places_can_be_opened_as_layers(full, tmp_path):
    from geo.layers_file import read_layer

    export_archive(full, tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        archive.extract(PLACES, tmp_path)
    layer = read_layer(tmp_path / PLACES, "hotspot", {"id": str, "name": str})
    assert list(layer.rows) == [("slussen", "Slussen")]
    assert layer.shapes[0].x == pytest.approx(674318.25)


def test_a_database_that_is_not_empty_is_left_alone(full, tmp_path):
    export_archive(full, tmp_path / "a.zip")
    with pytest.raises(ArchiveError) as told:
        import_archive(full, tmp_path / "a.zip")
    assert told.value.fault is ArchiveFault.NOT_EMPTY


def test_an_archive_of_another_installation_comes_without_its_audit(full, empty, tmp_path):
    export_archive(full, tmp_path / "a.zip")
    other = empty(key=b"o" * 32)
    with pytest.raises(ArchiveError) as told:
        import_archive(other, tmp_path / "a.zip")
    assert told.value.fault is ArchiveFault.KEY
    assert not import_archive(other, tmp_path / "a.zip", without_seal=True).with_audit
    with other.read() as session:
        assert [e.action for e in session.scalars(select(AuditEntry))] == ["archive.imported"]
        assert list(verify(session, b"o" * 32)) == []


def rewritten(path, change, *, seal=True, extra=()):
    """Write an archive anew with members changed, its manifest and seal made to fit where asked for."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    if seal:
        members[SEAL] = seal_of(KEY, members[MANIFEST])
    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in [*members.items(), *extra]:
                archive.writestr(name, text)
    changed = path.with_name("changed.zip")
    changed.write_bytes(out.getvalue())
    return changed


def fault(path, store=None):
    with pytest.raises(ArchiveError) as told:
        read_archive(path, KEY)
    return told.value.fault, told.value.detail


def test_what_was_changed_is_named(full, tmp_path):
    export_archive(full, tmp_path / "a.zip")

    def team(members):
        members["tables/team.json"] = members["tables/team.json"].replace(b"team", b"tEAM", 1)

    def manifest(members):
        members[MANIFEST] = members[MANIFEST].replace(b'"backend"', b'"bakcend"', 1)

    def rows(members):
        facts = json.loads(members[MANIFEST])
        facts["content"]["visit"] = "0" * 64
        members[MANIFEST] = canonical(facts).encode()

    def revision(members):
        facts = json.loads(members[MANIFEST])
        members[MANIFEST] = canonical(facts | {"revision": "0001"}).encode()

    a = tmp_path / "a.zip"
    assert fault(rewritten(a, team)) == (ArchiveFault.CHANGED, "tables/team.json")
    assert fault(rewritten(a, manifest, seal=False))[0] is ArchiveFault.KEY
    assert fault(rewritten(a, rows)) == (ArchiveFault.CHANGED, "visit")
    assert fault(rewritten(a, revision))[0] is ArchiveFault.OTHER_REVISION
    assert fault(rewritten(a, lambda m: m.pop("tables/team.json")))[0] is ArchiveFault.MEMBERS
    assert fault(rewritten(a, lambda _: None, extra=[("../evil", b"x")])) == (ArchiveFault.MEMBERS, "../evil")
    assert fault(rewritten(a, lambda _: None, extra=[("tables/team.json", b"[]")]))[0] is ArchiveFault.MEMBERS
    a.write_bytes(b"PK but no archive")
    assert fault(a)[0] is ArchiveFault.NOT_AN_ARCHIVE


def test_a_bomb_is_refused_before_it_is_unpacked(full, tmp_path):
    export_archive(full, tmp_path / "a.zip")
    bomb = rewritten(tmp_path / "a.zip", lambda m: m.update({MANIFEST: b" " * (archive_read.MOST_MANIFEST + 1)}))
    assert fault(bomb) == (ArchiveFault.TOO_LARGE, MANIFEST)
    bomb = rewritten(tmp_path / "a.zip", lambda m: m.update({"tables/team.json": b" " * (50 << 20)}))
    assert fault(bomb) == (ArchiveFault.TOO_LARGE, "tables/team.json")


def test_rows_that_do_not_fit_together_are_refused_and_nothing_is_kept(full, empty, tmp_path):
    export_archive(full, tmp_path / "a.zip")

    def orphan(members):
        from hashlib import sha256

        from web.store.archive_form import content_digest

        facts = json.loads(members[MANIFEST])
        found = json.loads(members["tables/membership.json"])
        found[0]["account_id"] = 999
        text = json.dumps(found).encode()
        members["tables/membership.json"] = text
        facts["members"]["tables/membership.json"] = {"bytes": len(text), "sha256": sha256(text).hexdigest()}
        facts["content"]["membership"] = content_digest(found)
        members[MANIFEST] = canonical(facts).encode()

    other = empty()
    with pytest.raises(ArchiveError) as told:
        import_archive(other, rewritten(tmp_path / "a.zip", orphan))
    assert told.value.fault is ArchiveFault.ROWS
    with other.read() as session:
        for table in every_table():
            assert session.execute(select(table)).all() == [], table.name


def test_a_file_that_is_there_is_not_overwritten(full, tmp_path):
    (tmp_path / "a.zip").write_text("mine")
    with pytest.raises(FileExistsError):
        export_archive(full, tmp_path / "a.zip")
    assert (tmp_path / "a.zip").read_text() == "mine"
    assert [p.name for p in tmp_path.iterdir()] == ["a.zip"]
