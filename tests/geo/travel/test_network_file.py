"""Lines, landmasses and bridges are read whole, or refused with every fault of the three files."""

import pytest

from geo.faults import FaultCode, FileFaults
from geo.reference import city_folder
from geo.travel.network import Bridge, Landmass, Line, Network, Station
from geo.travel.network_file import read_network

BOUNDS = (17.5, 59.0, 18.5, 59.6)
LANDMASSES = """id;name;area_km2
norr;Norrön;1,5
soder;Söderön;
"""
BRIDGES = """name,lat1,lon1,landmass1,lat2,lon2,landmass2,length_m,foot,car,kind
Bron,59.300,18.0,norr,59.299,18.0,soder,115,yes,no,bridge
"""
LINES = """mode,line,seq,station,lat,lon,minutes_to_next,landmass
metro,1,1,Ett,59.31,18.0,2,norr
metro,1,2,Två,59.32,18.0,3.5,norr
metro,1,3,Tre,59.29,18.0,,soder
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "landmasses.csv").write_text(LANDMASSES, encoding="cp1252")
    (tmp_path / "bridges.csv").write_text(BRIDGES, encoding="utf-8-sig")
    (tmp_path / "lines.csv").write_text(LINES, encoding="utf-8")
    return tmp_path


def faults_of(folder) -> list[tuple[str, int | None, str, FaultCode]]:
    with pytest.raises(FileFaults) as caught:
        read_network(folder, bounds=BOUNDS)
    assert str(caught.value)
    return [(f.file, f.row, f.field, f.code) for f in caught.value.faults]


def change(folder, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text("utf-8-sig" if name != "landmasses.csv" else "cp1252")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_a_good_folder_is_read_in_any_encoding_and_separator(folder):
    network = read_network(folder, bounds=BOUNDS)
    assert network.landmass["norr"] == Landmass("norr", "Norrön", area_km2=1.5)
    assert [s.name for s in network.lines[0].stations] == ["Ett", "Två", "Tre"]
    assert network.lines[0].minutes == (2.0, 3.5)
    assert (network.bridges[0].foot, network.bridges[0].car) == (True, False)


def test_rows_of_a_line_may_stand_in_any_order(folder):
    before = read_network(folder, bounds=BOUNDS).lines
    head, *rows = LINES.strip().splitlines()
    (folder / "lines.csv").write_text("\n".join([head, *rows[::-1]]), encoding="utf-8")
    assert read_network(folder, bounds=BOUNDS).lines == before


def test_a_city_may_have_no_network_at_all(tmp_path):
    assert read_network(tmp_path, bounds=BOUNDS) == Network()


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        ("landmasses.csv", "soder;", "norr;", ("landmasses.csv", 3, "id", FaultCode.DUPLICATE_ID)),
        ("landmasses.csv", "1,5", "stor", ("landmasses.csv", 2, "area_km2", FaultCode.NOT_A_NUMBER)),
        ("bridges.csv", ",soder,", ",norr,", ("bridges.csv", 2, "landmass2", FaultCode.SAME_LANDMASS)),
        ("bridges.csv", ",soder,", ",sodra,", ("bridges.csv", 2, "landmass2", FaultCode.UNKNOWN_REFERENCE)),
        ("bridges.csv", ",115,", ",15,", ("bridges.csv", 2, "length_m", FaultCode.OUT_OF_RANGE)),
        ("bridges.csv", ",115,", ",-3,", ("bridges.csv", 2, "length_m", FaultCode.OUT_OF_RANGE)),
        ("bridges.csv", ",yes,", ",ja,", ("bridges.csv", 2, "foot", FaultCode.UNKNOWN_VALUE)),
        ("bridges.csv", ",length_m", ",length", ("bridges.csv", 1, "length_m", FaultCode.MISSING_COLUMN)),
        ("bridges.csv", "59.299,18.0", "18.0,59.299", ("bridges.csv", 2, "lat2", FaultCode.SWAPPED)),
        ("lines.csv", "59.32,18.0", "40.0,18.0", ("lines.csv", 3, "lat", FaultCode.OUT_OF_BOUNDS)),
        ("lines.csv", "1,3,Tre", "1,4,Tre", ("lines.csv", 4, "seq", FaultCode.SEQUENCE_GAP)),
        ("lines.csv", "1,3,Tre", "1,2,Tre", ("lines.csv", 4, "seq", FaultCode.DUPLICATE_ID)),
        ("lines.csv", "3.5", "-3.5", ("lines.csv", 3, "minutes_to_next", FaultCode.OUT_OF_RANGE)),
        ("lines.csv", "3.5", "", ("lines.csv", 3, "minutes_to_next", FaultCode.EMPTY_VALUE)),
        ("lines.csv", "18.0,,soder", "18.0,2,soder", ("lines.csv", 4, "minutes_to_next", FaultCode.NEEDLESS_MINUTES)),
        ("lines.csv", "1,3,Tre", "2,1,Tre", ("lines.csv", 4, "line", FaultCode.TOO_SHORT)),
        ("lines.csv", "Tre", "Ett", ("lines.csv", 4, "station", FaultCode.STATION_APART)),
        ("lines.csv", ",Två", ",", ("lines.csv", 3, "station", FaultCode.EMPTY_VALUE)),
    ],
)  # fmt: skip
def test_each_fault_is_named_with_its_row_and_field(folder, name, old, new, fault):
    change(folder, name, old, new)
    assert fault in faults_of(folder)


def test_faults_of_all_three_files_come_together(folder):
    change(folder, "landmasses.csv", "1,5", "-1")
    change(folder, "bridges.csv", ",115,", ",many,")
    change(folder, "lines.csv", ",3.5,", ",soon,")
    assert {file for file, *_ in faults_of(folder)} == {"landmasses.csv", "bridges.csv", "lines.csv"}


def test_the_shipped_network_is_whole():
    network = read_network(city_folder(), bounds=(17.75, 59.20, 18.22, 59.54))
    assert (len(network.lines), len(network.stations)) == (12, 157)
    assert sum(bridge.foot for bridge in network.bridges) > 60
    assert all(line.basis for line in network.lines)


def test_types_refuse_what_makes_no_sense():
    station = Station("A", 18.0, 59.3)
    with pytest.raises(ValueError, match="two stations"):
        Line("metro", "1", (station,), ())
    with pytest.raises(ValueError, match="below 0"):
        Line("metro", "1", (station, station), (-1.0,))
    with pytest.raises(ValueError, match="with itself"):
        Bridge("B", ((18, 59), (18, 59)), ("a", "a"), 3)
    with pytest.raises(ValueError, match="no landmass b"):
        Network(landmasses=(Landmass("a", "A"),), bridges=(Bridge("B", ((18, 59), (18, 59)), ("a", "b"), 3),))
