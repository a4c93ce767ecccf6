"""A file's blocks are walked over before it is read, and what they announce is not believed."""

import random

import pytest

from geo.faults import FaultCode, FileFaults
from geo.osm.blocks import MOST_MB, check_blocks


def varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def field(number: int, value: int | bytes) -> bytes:
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def block(kind: bytes, blob: bytes, *, announced: int | None = None) -> bytes:
    header = field(1, kind) + field(3, len(blob) if announced is None else announced)
    return len(header).to_bytes(4, "big") + header + blob


HEADER = block(b"OSMHeader", field(1, b"x"))
DATA = block(b"OSMData", field(2, 5000) + field(3, b"z" * 100))


def told(path) -> tuple[FaultCode, str]:
    with pytest.raises(FileFaults) as caught:
        check_blocks(path)
    (fault,) = caught.value.faults
    return fault.code, str(fault.params.get("reason", ""))


@pytest.fixture
def file(tmp_path):
    def write(*parts: bytes):
        path = tmp_path / "city.osm.pbf"
        path.write_bytes(b"".join(parts))
        return path

    return write


def test_a_whole_file_tells_its_blocks_and_what_they_unpack_to(file):
    walked = []
    path = file(HEADER, DATA, DATA)
    found = check_blocks(path, walked.append)
    assert (found.count, found.unpacked_bytes, found.bytes) == (2, 10_001, path.stat().st_size)
    assert walked == sorted(walked)
    assert walked[-1] == found.bytes
    assert 0 < found.expected_s < 60


def test_every_cut_inside_a_block_is_found(town, tmp_path):
    whole = town.read_bytes()
    borders = {len(whole)}
    check_blocks(town, borders.add)
    rng = random.Random(7)
    cut = tmp_path / "cut.osm.pbf"
    for at in {rng.randrange(1, len(whole)) for _ in range(200)} - borders:
        cut.write_bytes(whole[:at])
        code, reason = told(cut)
        assert code is FaultCode.WRONG_CONTENT
        assert reason in {"cut short", "another format"}


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ([b"not at all a map, but a text that somebody has renamed"], "another format"),
        ([b"PK\x03\x04" + b"\0" * 300], "another format"),
        ([b"\n  <?xml version='1.0'?><osm version='0.6'></osm>"], "OpenStreetMap as XML, which is not read"),
        ([HEADER], "cut short"),
        ([HEADER, DATA, b"\0\0"], "cut short"),
        ([DATA, HEADER], "another format"),
        ([HEADER, block(b"OSMData", b"z" * 100, announced=3_000_000_000)], "announces more than it holds"),
        ([HEADER, block(b"OSMData", field(2, 3_000_000_000) + field(3, b"z"))], "announces more than it holds"),
        ([HEADER, block(b"OSMData", b"z" * 100, announced=20_000_000)], "cut short"),
        ([HEADER, block(b"OSMData", field(2, 5) + b"\x1a\xff\x01")], "damaged"),
        ([HEADER, block(b"OSMData", field(2, 5))], "damaged"),
        ([HEADER, block(b"OSMData", field(3, b"z"))], "damaged"),
        ([HEADER, (70_000).to_bytes(4, "big") + b"z" * 80_000], "damaged"),
        ([HEADER, (0).to_bytes(4, "big") + b"z" * 80], "damaged"),
        ([HEADER, (9).to_bytes(4, "big") + b"\xff" * 30], "damaged"),
    ],
)
def test_what_is_no_such_file_is_told(file, parts, reason):
    assert told(file(*parts)) == (FaultCode.WRONG_CONTENT, reason)


def test_blocks_that_unpack_to_gigabytes_are_refused_without_unpacking(file):
    lying = block(b"OSMData", field(2, 30_000_000) + field(3, b"z" * 100))
    assert told(file(HEADER, *[lying] * 200))[0] is FaultCode.UNPACKED_TOO_LARGE


def test_blocks_that_pack_far_too_well_are_refused_long_before_they_fill_the_memory(file):
    swollen = block(b"OSMData", field(2, 30_000_000) + field(3, b"z" * 131_000))
    assert told(file(HEADER, *[swollen] * 12))[0] is FaultCode.UNPACKED_TOO_LARGE
    assert check_blocks(file(HEADER, swollen)).unpacked_bytes < 31_000_000


def test_an_empty_a_missing_and_a_huge_file_are_told(file, tmp_path):
    assert told(file())[0] is FaultCode.EMPTY_FILE
    assert told(tmp_path / "nowhere.osm.pbf")[0] is FaultCode.NOT_FOUND
    assert told(tmp_path)[0] is FaultCode.NOT_READABLE
    huge = file(HEADER)
    with huge.open("r+b") as opened:
        opened.truncate(MOST_MB * 1_000_000 + 1)
    assert told(huge)[0] is FaultCode.TOO_LARGE


def test_random_bytes_never_give_anything_but_a_fault(file):
    rng = random.Random(3)
    for _ in range(300):
        junk = bytearray(b"".join([HEADER, DATA, DATA]))
        for _ in range(rng.randrange(1, 6)):
            junk[rng.randrange(len(junk))] = rng.randrange(256)
        try:
            found = check_blocks(file(bytes(junk)))
        except FileFaults:
            continue
        assert found.count >= 1
