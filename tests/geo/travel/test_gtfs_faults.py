"""A timetable that is broken is told so: which file of the zip, which row, what is wrong; and nothing is unpacked."""

import struct
import zipfile
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_feed import TABLES, replaced, with_rows, write_feed

from geo.faults import FileFaults
from geo.travel import gtfs_zip
from geo.travel.gtfs_faults import MOST_OF_A_FILE
from geo.travel.gtfs_file import read_gtfs
from geo.travel.gtfs_table import MOST_CHARACTERS

MONDAY = date(2026, 11, 2)


@pytest.fixture
def faults(tmp_path):
    """Give what is wrong with a changed timetable, as [(file, row, field, code)]."""

    def found(changes=None, *, as_of=MONDAY, **options):
        path = write_feed(tmp_path / "feed.zip", changes, folder=options.pop("folder", ""))
        return faults_of([path], as_of, **options)

    return found


def faults_of(paths, as_of=MONDAY, **options):
    with pytest.raises(FileFaults) as caught:
        read_gtfs(paths, as_of=as_of, **options)
    for fault in caught.value.faults:
        assert "{" not in str(fault)
    told = [(f.file.removeprefix("feed.zip").lstrip("/"), f.row, f.field, str(f.code)) for f in caught.value.faults]
    faults_of.last = caught.value.faults
    return told


def test_a_file_that_is_no_zip_is_told_apart_from_one_that_was_cut_short(tmp_path):
    whole = write_feed(tmp_path / "feed.zip").read_bytes()
    for content, code, reason in (
        (b"<html>not found</html>", "not_a_zip", "not a zip"),
        (whole[: len(whole) // 2], "not_a_zip", "cut short"),
        (b"", "empty_file", ""),
    ):
        (tmp_path / "feed.zip").write_bytes(content)
        assert faults_of([tmp_path / "feed.zip"]) == [("", None, "", code)]
        assert faults_of.last[0].params.get("reason", "") == reason
    assert faults_of([tmp_path / "none.zip"]) == [("none.zip", None, "", "not_found")]
    assert faults_of([tmp_path])[0][3] == "not_readable"


def test_a_damaged_table_is_named(tmp_path):
    path = write_feed(tmp_path / "feed.zip", {"stops.txt": TABLES["stops.txt"] + "x,X,60.1,22.0,0,\n" * 9000})
    content = bytearray(path.read_bytes())
    at = content.index(b"stops.txt") + 150
    content[at : at + 20] = bytes(20)
    path.write_bytes(content)
    assert faults_of([path]) == [("stops.txt", None, "", "not_a_zip")]


def test_missing_tables_are_named_all_at_once(faults):
    missing = {"stop_times.txt": None, "calendar.txt": None, "calendar_dates.txt": None}
    assert faults(missing) == [
        ("calendar.txt", None, "", "missing_member"),
        ("stop_times.txt", None, "", "missing_member"),
    ]


def test_one_kind_of_calendar_is_enough(tmp_path):
    only_dates = "service_id,date,exception_type\n" + "".join(
        f"{service},{day},1\n" for service in ("vard", "helg", "alla") for day in range(20261101, 20261131)
    )
    path = write_feed(tmp_path / "feed.zip", {"calendar.txt": None, "calendar_dates.txt": only_dates})
    assert read_gtfs([path], as_of=MONDAY).timetable.trip_days.tolist() == [127] * 5


def test_a_timetable_in_a_folder_of_the_zip_is_told(faults):
    assert faults(folder="gtfs/") == [("", None, "", "zip_folder")]


@pytest.mark.parametrize("name", ["../stops.txt", "/etc/passwd", "a/../../b.txt", "C:\\b.txt", "..\\b.txt"])
def test_a_path_that_leads_out_is_refused(faults, name):
    assert ("", None, "", "unsafe_path") in faults({name: "x"})


def test_three_gigabytes_that_are_announced_in_two_megabytes_are_not_unpacked(tmp_path):
    path = tmp_path / "feed.zip"
    write_feed(path, {"stop_times.txt": "x" * 2_000_000})
    content = bytearray(path.read_bytes())
    at = content.rindex(b"stop_times.txt") - 46
    assert content[at : at + 4] == b"PK\x01\x02"
    content[at + 24 : at + 28] = struct.pack("<I", 3_000_000_000)
    path.write_bytes(content)
    assert faults_of([path]) == [("", None, "", "unpacked_too_large")]
    assert faults_of.last[0].params["megabytes"] == 3000


def test_a_table_that_shrinks_too_well_is_not_unpacked(faults):
    assert faults({"shapes.txt": b"0" * 60_000_000}) == [("", None, "", "unpacked_too_large")]


def test_a_zip_that_is_too_large_is_not_opened(tmp_path):
    with (tmp_path / "feed.zip").open("wb") as file:
        file.truncate(int(gtfs_zip.MOST_MB * 1e6) + 1)
    assert faults_of([tmp_path / "feed.zip"]) == [("", None, "", "too_large")]


def test_a_table_that_stands_twice_is_refused(tmp_path):
    path = write_feed(tmp_path / "feed.zip")
    with zipfile.ZipFile(path, "a") as packed, pytest.warns(UserWarning, match="Duplicate"):
        packed.writestr("stops.txt", "x")
    assert faults_of([path]) == [("", None, "", "repeated_value")]


def test_a_locked_zip_is_told(tmp_path):
    path = write_feed(tmp_path / "feed.zip")
    content = bytearray(path.read_bytes())
    at = content.rindex(b"stops.txt") - 46
    content[at + 8] |= 1
    path.write_bytes(content)
    assert faults_of([path]) == [("", None, "", "zip_locked")]


def test_text_that_is_no_utf_8_is_told_with_its_byte(faults):
    text = TABLES["stops.txt"].lstrip().encode("latin-1")
    assert faults({"stops.txt": text}) == [("stops.txt", None, "", "not_utf8")]
    assert faults_of.last[0].params["byte"] == text.index("å".encode("latin-1")) + 1
    utf16 = TABLES["stops.txt"].encode("utf-16")
    assert faults({"stops.txt": utf16}) == [("stops.txt", None, "", "not_utf8")]
    assert faults({"stops.txt": b"stop_id,stop_lat,stop_lon\na\0,1,2\n"}) == [("stops.txt", None, "", "nul_byte")]


def test_missing_and_repeated_columns_are_named(faults):
    assert faults(replaced("stops.txt", "stop_lat,stop_lon", "lat,lon")) == [
        ("stops.txt", 1, "stop_lat", "missing_column"),
        ("stops.txt", 1, "stop_lon", "missing_column"),
    ]
    assert ("trips.txt", 1, "trip_id", "duplicate_column") in faults(replaced("trips.txt", "shape_id", "trip_id"))


def test_a_quotation_mark_that_is_not_closed_is_told_with_its_row(faults):
    assert faults(with_rows("stops.txt", '"x,X,60.1,22.0,0,', "y,Y,60.1,22.0,0,")) == [("stops.txt", 11, "", "syntax")]


@pytest.mark.parametrize("name", ["stops.txt", "stop_times.txt", "trips.txt", "routes.txt"])
def test_a_table_without_rows_is_told(faults, name):
    header = TABLES[name].strip().split("\n")[0]
    assert (name, None, "", "no_rows") in faults({name: header})
    assert (name, None, "", "empty_file") in faults({name: ""})


def test_faults_of_several_tables_are_told_together(faults):
    changes = with_rows(
        "stops.txt", "hamn,Igen,60.1,22.0,,", "a,A,x,22.0,,", "b,B,91,22.0,,", "c,C,,22.0,,", ",D,60.1,22.0,,",
        "e,E,60,22,,x",
    )  # fmt: skip
    changes |= with_rows("trips.txt", "r9,vard,x1,", "r1,ingen,x2,", "r1,vard,b1,")
    changes |= with_rows("routes.txt", "r8,A,8,,99")
    changes |= replaced("calendar.txt", "20261101", "20261131") | replaced(
        "calendar_dates.txt", "helg,20261224,1", "helg,20261224,3"
    )
    assert faults(changes) == [
        ("calendar.txt", 2, "start_date", "bad_date"),
        ("calendar.txt", 3, "start_date", "bad_date"),
        ("calendar_dates.txt", 3, "exception_type", "out_of_range"),
        ("routes.txt", 5, "route_type", "unknown_value"),
        ("stops.txt", 11, "stop_id", "duplicate_id"),
        ("stops.txt", 12, "stop_lat", "not_a_number"),
        ("stops.txt", 13, "stop_lat", "out_of_range"),
        ("stops.txt", 14, "stop_lat", "empty_value"),
        ("stops.txt", 15, "stop_id", "empty_value"),
        ("stops.txt", 16, "parent_station", "unknown_reference"),
        ("trips.txt", 7, "route_id", "unknown_reference"),
        ("trips.txt", 8, "service_id", "unknown_reference"),
        ("trips.txt", 9, "trip_id", "duplicate_id"),
    ]


def test_faults_of_times_are_told_with_their_rows(faults):
    changes = with_rows(
        "stop_times.txt",
        "ingen,10:00:00,10:00:00,torg,1,,", "b3,10:10:00,10:10:00,ingen,3,,", "b3,10:61:00,10:20:00,fyr,4,,",
        "b3,10:30:00,10:30:00,fyr,x,,", "b3,10:30:00,10:30:00,fyr,5,9,",
    )  # fmt: skip
    assert faults(changes) == [
        ("stop_times.txt", 17, "trip_id", "unknown_reference"),
        ("stop_times.txt", 18, "stop_id", "unknown_reference"),
        ("stop_times.txt", 19, "arrival_time", "bad_clock"),
        ("stop_times.txt", 20, "stop_sequence", "not_whole"),
        ("stop_times.txt", 21, "pickup_type", "out_of_range"),
    ]
    falling = replaced("stop_times.txt", "t1,07:20:00,07:20:00", "t1,07:20:00,07:19:00")
    assert faults(falling) == [("stop_times.txt", 13, "departure_time", "times_fall")]
    falling = replaced("stop_times.txt", "t1,07:50:00,07:50:00", "t1,06:50:00,06:50:00")
    assert faults(falling) == [("stop_times.txt", 14, "arrival_time", "times_fall")]
    untimed = replaced("stop_times.txt", "b1,08:09:00,08:09:00", "b1,,")
    assert faults(untimed) == [("stop_times.txt", 5, "arrival_time", "empty_value")]
    twice = replaced("stop_times.txt", "b1,,,udde,3", "b1,,,udde,2")
    assert faults(twice) == [("stop_times.txt", 4, "stop_sequence", "duplicate_id")]


def test_so_many_faults_are_listed_and_the_others_counted(faults):
    found = faults(with_rows("stop_times.txt", *[f"ingen,10:00:00,10:00:00,borta,{k},," for k in range(100)]))
    assert len(found) == MOST_OF_A_FILE + 1
    assert found[-1][3] == "more_faults"
    assert faults_of.last[-1].params["count"] == 200 - MOST_OF_A_FILE


def test_faults_of_frequencies_and_changes_are_told(faults):
    header = "trip_id,start_time,end_time,headway_secs\n"
    rows = "x,08:00:00,09:00:00,600\nb1,09:00:00,08:00:00,600\nb1,08:00:00,09:00:00,1\nb1,,09:00:00,600\n"
    assert faults({"frequencies.txt": header + rows}) == [
        ("frequencies.txt", 2, "trip_id", "unknown_reference"),
        ("frequencies.txt", 3, "end_time", "times_fall"),
        ("frequencies.txt", 4, "headway_secs", "out_of_range"),
        ("frequencies.txt", 5, "start_time", "empty_value"),
    ]
    changes = "from_stop_id,to_stop_id,transfer_type,min_transfer_time\nhamn,x,2,60\nhamn,udde,7,\n"
    assert faults({"transfers.txt": changes}) == [
        ("transfers.txt", 2, "to_stop_id", "unknown_reference"),
        ("transfers.txt", 3, "transfer_type", "out_of_range"),
    ]


def test_a_cell_that_is_far_too_long_is_told(faults):
    changes = with_rows("stops.txt", f"long,{'x' * 200_000},60.1,22.0,0,")
    row = len(TABLES["stops.txt"].split("\n")) - 1
    assert faults(changes) == [("stops.txt", row, "stop_name", "too_long")]
    assert dict(faults_of.last[0].params) == {"length": 200_000, "most": MOST_CHARACTERS}


def test_services_that_stand_several_times_are_told(faults):
    rows = TABLES["calendar.txt"].strip().split("\n")[1:]
    assert {told[2:] for told in faults(with_rows("calendar.txt", *rows, *rows))} == {("service_id", "duplicate_id")}


def test_names_cannot_steer_a_terminal_or_turn_the_text_beside_them(tmp_path):
    changes = replaced("agency.txt", "Lilleby", "\x1b[31mLilleby\u202e")
    read = read_gtfs([write_feed(tmp_path / "feed.zip", changes)], as_of=MONDAY)
    assert "Lilleby" in read.timetable.publisher
    assert not set(read.timetable.publisher) & {"\x1b", "\u202e"}


def test_days_that_contradict_each_other_are_told(faults):
    assert faults(with_rows("calendar_dates.txt", "vard,20261224,1")) == [
        ("calendar_dates.txt", 34, "exception_type", "contradicts")
    ]
    turned = replaced("calendar.txt", "helg,0,0,0,0,0,1,1,20261101,20270131", "helg,0,0,0,0,0,1,1,20270131,20261101")
    assert faults(turned) == [("calendar.txt", 3, "end_date", "dates_do_not_rise")]


def test_a_timetable_that_does_not_hold_is_refused_with_its_dates(faults):
    assert faults(as_of=date(2027, 2, 1)) == [("", None, "", "feed_ended")]
    assert "2026-11-01 to 2027-01-31" in str(faults_of.last[0])
    assert "--as-of" in str(faults_of.last[0])
    assert faults(as_of=date(2026, 10, 31)) == [("", None, "", "feed_not_begun")]
    silent = {"calendar.txt": None, "calendar_dates.txt": "service_id,date,exception_type\n" + "".join(
        f"{service},{day},1\n" for service in ("vard", "helg", "alla") for day in (20261101, 20270120)
    )}  # fmt: skip
    assert faults(silent) == [("", None, "", "no_service")]


def test_timetables_that_do_not_hold_together_are_refused(tmp_path):
    first = write_feed(tmp_path / "one.zip")
    later = replaced("feed_info.txt", "20261101", "20270101")
    other = write_feed(tmp_path / "two.zip", later)
    assert faults_of([first, other]) == [("two.zip", None, "", "feed_not_begun")]
    zone = replaced("agency.txt", "Europe/Helsinki", "Europe/Stockholm")
    assert faults_of([first, write_feed(tmp_path / "two.zip", zone)])[0][3] == "other_timezone"


def test_a_timetable_of_another_city_is_refused(faults):
    assert faults(timezone="America/Sao_Paulo") == [("agency.txt", None, "agency_timezone", "other_timezone")]
    assert faults(bounds=(17.8, 59.2, 18.2, 59.4)) == [("", None, "", "no_stop_here")]
    nowhere = replaced("agency.txt", "Europe/Helsinki", "Mars/Olympus")
    assert faults(nowhere) == [("agency.txt", None, "agency_timezone", "unknown_reference")]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_stands_in_a_table_is_read_or_told(tmp_path_factory, data):
    name = data.draw(st.sampled_from(sorted(TABLES)))
    text = TABLES[name].lstrip()
    at = data.draw(st.integers(0, len(text)))
    piece = data.draw(
        st.sampled_from(["", ",", "\n", '"', "0", "-1", "å", "\r", "99999999999", " ", ":", "\x01", ",,,,"])
    )
    changed = text[:at] + piece + text[at + data.draw(st.integers(0, 12)) :]
    path = write_feed(tmp_path_factory.mktemp("feed") / "feed.zip", {name: changed})
    try:
        found = read_gtfs([path], as_of=MONDAY).timetable
    except FileFaults as error:
        told = [str(fault) for fault in error.faults]
    else:
        told = list(found.trip_ids)
    assert told
    assert all(told)
