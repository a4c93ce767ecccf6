"""A sealed file: any changed, missing or added byte is found, and the part that it lies in is named."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from web.store.sealed_file import BEGIN, SealedFileError, Writer, verify_sealed
from web.store.whole_file import whole_file

KEY = b"k" * 32
CONTENT = {"table/tip": [b"one\n", b"two\n"], "table/visit": [b"\x00" * 5000, b"end"], "empty": []}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("sealed") / "a.backup"
    with whole_file(path) as file:
        writer = Writer(file)
        for name, pieces in CONTENT.items():
            writer.add(name, pieces)
        writer.end(KEY, {"version": "1"})
    return path


def names(path, **options):
    try:
        verify_sealed(path, KEY, **options)
    except SealedFileError as error:
        return {fault.part for fault in error.faults}
    return set()


def part_at(path, place):
    sealed = verify_sealed(path, KEY)
    if place < len(BEGIN):
        return {"beginning"}
    for part in sealed.parts:
        if part.start <= place < part.start + part.length:
            return {part.name}
    end = path.read_bytes().rindex(b"\nFALTPLAN-END ")
    return {"manifest"} if place < end else {"end"}


def test_what_was_written_is_read(made):
    sealed = verify_sealed(made, KEY)
    assert sealed.facts == {"version": "1"}
    assert {part.name: b"".join(sealed.read(part.name)) for part in sealed.parts} == {
        name: b"".join(pieces) for name, pieces in CONTENT.items()
    }


def test_any_changed_byte_is_found_and_its_part_is_named(made, tmp_path):
    whole = made.read_bytes()
    changed = tmp_path / "b.backup"
    for place in range(len(whole)):
        for flip in (0x01, 0x80):
            text = bytearray(whole)
            text[place] ^= flip
            changed.write_bytes(text)
            assert names(changed) == part_at(made, place), place


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_file_that_is_cut_or_added_to_is_found(made, data):
    whole = made.read_bytes()
    cut = data.draw(st.integers(0, len(whole) - 1))
    other = made.with_name("cut.backup")
    other.write_bytes(whole[:cut])
    assert names(other) <= {"end", "file", "beginning"}
    assert names(other)
    other.write_bytes(whole + data.draw(st.binary(min_size=1, max_size=300)))
    assert names(other)
    other.write_bytes(whole[:cut] + b"x" + whole[cut:])
    assert names(other)


def test_a_seal_of_another_key_is_told_and_can_be_left_aside(made):
    with pytest.raises(SealedFileError) as told:
        verify_sealed(made, b"o" * 32)
    assert [(fault.part, fault.code) for fault in told.value.faults] == [("seal", "key")]
    assert verify_sealed(made, b"o" * 32, without_seal=True).facts == {"version": "1"}


def test_any_other_file_is_told(tmp_path):
    other = tmp_path / "letter.txt"
    for text in (b"", b"Hej", b"x" * 5000):
        other.write_bytes(text)
        assert names(other) == {"file"}


def test_a_file_is_there_whole_or_not_at_all(tmp_path):
    path = tmp_path / "new.backup"
    with pytest.raises(TypeError), whole_file(path) as file:
        file.writelines([b"half", None])
    assert list(tmp_path.iterdir()) == []
    with whole_file(path) as file:
        file.write(b"whole")
    assert (path.stat().st_mode & 0o777, path.read_bytes()) == (0o600, b"whole")
    with pytest.raises(FileExistsError), whole_file(path) as file:
        file.write(b"other")
    assert path.read_bytes() == b"whole"
