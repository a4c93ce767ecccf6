"""Engines by URL: what they answer counts, what they fail at comes from beneath, and nothing slows the plan down."""

import datetime as dt
import logging
import ssl
import time

import numpy as np
import pytest
import requests

from geo.travel.engine import engine_travel
from geo.travel.engine_address import EngineAddress
from geo.travel.engine_door import PAUSE_S, EngineDoor, EngineError
from geo.travel.engine_osrm import OsrmEngine
from geo.travel.engine_table import check_speed
from geo.travel.engine_travel import EngineTravel
from geo.travel.engine_valhalla import ValhallaEngine, decoded
from geo.travel.estimated import EstimatedTravel
from geo.travel.network import Network
from geo.travel.of_city import city_travel
from geo.travel.settings import TravelSettings
from geo.travel.times import Mode, Period, Place
from geo.windows import WeekWindows

SETTINGS = TravelSettings(periods=(Period("always", WeekWindows.parse("daily 00:00-24:00")),), walk_speed_kmh=4.5)
PLACES = tuple(Place(f"p{k}", 18.02 + 0.0031 * (k % 5), 59.31 + 0.0017 * (k // 5)) for k in range(20))
READ_S = 0.5
PATIENT_S = 20.0
"""Large tables take the stand-in longer on a busy computer."""

TRANSPORT = [
    "slow", "drip", "cut", "half", "status 500", "redirect", "garbage", "deep", "huge", "endless", "no http",
    "odd length", "long length",
]  # fmt: skip
CONTENT = ["another thing", "wrong shape", "ragged", "texts", "negative", "no number", "beyond"]


class Clock:
    """A clock that a test moves; it starts far from 0, as monotonic clocks do."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def server(engines):
    with engines.running_engine(version="7") as one:
        yield one


@pytest.fixture
def beneath():
    return EstimatedTravel(Network(), SETTINGS)


@pytest.fixture
def asked_of(server, beneath):
    """Give travel by an engine of one kind, with the clock that it goes by."""

    def make(kind="osrm", mode=Mode.WALK, url=None, *, read_s=READ_S):
        clock = Clock()
        door = EngineDoor(kind, url or server.url, clock=clock, read_s=read_s)
        engine = OsrmEngine(door, mode) if kind == "osrm" else ValhallaEngine(door, mode, gives_tables=True)
        return EngineTravel(engine, beneath, SETTINGS, mode=mode, clock=clock), clock

    return make


def whole(travel, mode=Mode.WALK, places=PLACES):
    return travel.matrix(places, mode=mode, period="always")


@pytest.mark.parametrize("kind", ["osrm", "valhalla"])
def test_on_foot_its_lengths_count_at_the_citys_own_speed(asked_of, server, kind):
    travel, _ = asked_of(kind)
    matrix = whole(travel)
    start, end = PLACES[0], PLACES[-1]
    _, metres = server.streets.between((start.lon, start.lat), (end.lon, end.lat), car=False)
    assert metres <= matrix.metres[0, -1] <= metres + 100, "the walk between the places and the streets comes to it"
    assert abs(matrix.seconds - matrix.metres / (4.5 / 3.6)).max() <= 1
    assert not matrix.estimated.any()
    assert travel.sources[0].kind == "engine"
    assert not travel.silent


@pytest.mark.parametrize("kind", ["osrm", "valhalla"])
def test_by_car_its_times_count_with_the_seconds_to_park_and_differ_by_direction(asked_of, server, kind):
    travel, _ = asked_of(kind, Mode.CAR)
    matrix = whole(travel, Mode.CAR)
    a, b = (PLACES[0].lon, PLACES[0].lat), (PLACES[4].lon, PLACES[4].lat)
    for there, seconds in (((a, b), matrix.seconds[0, 4]), ((b, a), matrix.seconds[4, 0])):
        driven, _ = server.streets.between(*there, car=True)
        assert driven + SETTINGS.parking_s <= seconds <= driven + SETTINGS.parking_s + 80
    assert matrix.seconds[4, 0] > matrix.seconds[0, 4] + 5, "westwards it takes longer"
    assert not np.diag(matrix.seconds).any()


@pytest.mark.parametrize("kind", ["osrm", "valhalla"])
def test_large_tables_come_in_blocks_within_the_engines_limits(asked_of, server, kind):
    many = [Place(f"p{k}", 18.0 + 0.001 * (k % 16), 59.3 + 0.0005 * (k // 16)) for k in range(230)]
    travel, _ = asked_of(kind, read_s=PATIENT_S)
    matrix = whole(travel, places=many)
    few = whole(travel, places=[many[3], many[120], many[229]])
    assert not matrix.estimated.any()
    assert np.array_equal(few.seconds, matrix.seconds[np.ix_([3, 120, 229], [3, 120, 229])])
    tables = [path for path in server.asked if "table" in path or "sources_to_targets" in path]
    assert len(tables) == (9 if kind == "osrm" else 25) + 1


def test_a_block_of_one_place_is_asked_for_as_well(asked_of):
    many = [Place(f"p{k}", 18.0 + 0.001 * (k % 16), 59.3 + 0.0005 * (k // 16)) for k in range(101)]
    travel, _ = asked_of(read_s=PATIENT_S)
    assert not whole(travel, places=many).estimated.any()


@pytest.mark.parametrize("kind", ["osrm", "valhalla"])
def test_its_way_goes_from_place_to_place_and_takes_the_matrixs_time(asked_of, kind):
    travel, _ = asked_of(kind)
    start, end = PLACES[1], PLACES[18]
    (part,) = travel.path(start, end, mode=Mode.WALK, period="always")
    assert (part.mode, part.line, part.estimated) == ("walk", "", False)
    assert part.points[0] == (start.lon, start.lat)
    assert part.points[-1] == (end.lon, end.lat)
    assert len(part.points) > 5
    assert part.seconds == whole(travel, places=[start, end]).seconds[0, 1]


def test_an_engine_for_ways_alone_draws_what_the_provider_beneath_times(server, beneath):
    travel = engine_travel(beneath, SETTINGS, walk=f"valhalla+{server.url}")
    assert np.array_equal(whole(travel).seconds, whole(beneath).seconds)
    assert server.asked == []
    (part,) = travel.path(PLACES[1], PLACES[18], mode=Mode.WALK, period="always")
    assert len(part.points) > 5
    assert not part.estimated
    assert part.seconds == whole(beneath, places=[PLACES[1], PLACES[18]]).seconds[0, 1]


def test_two_engines_share_the_modes(server, beneath):
    both = engine_travel(beneath, SETTINGS, walk=f"osrm+{server.url}", car=f"valhalla-matrix+{server.url}")
    assert both.name == "osrm and valhalla"
    assert [source.what for source in both.sources][:2] == ["valhalla (car)", "osrm (walk)"]
    for mode in (Mode.WALK, Mode.CAR, Mode.TRANSIT):
        assert not whole(both, mode).estimated.any()
    assert any("/foot/" in path for path in server.asked)
    assert "/sources_to_targets" in server.asked
    assert not any("/driving/" in path for path in server.asked)


def test_with_lines_the_engines_walk_stands_where_no_ride_is_quicker(server, lilleby):
    plain = city_travel(lilleby)
    travel = engine_travel(plain, lilleby.travel, walk=f"osrm+{server.url}")
    places = tuple(Place(spot.id, spot.point.x, spot.point.y, spot.landmass) for spot in lilleby.hotspots)
    period = travel.periods[0].id
    under, mixed = (one.matrix(places, mode=Mode.TRANSIT, period=period) for one in (plain, travel))
    ridden = mixed.line >= 0
    off_diagonal = ~np.eye(len(places), dtype=bool)
    assert ridden.any()
    assert (~ridden & off_diagonal).any()
    assert (mixed.seconds == under.seconds)[ridden].all()
    assert (mixed.estimated == (ridden & off_diagonal)).all()
    i, j = np.argwhere(ridden)[0]
    parts = travel.path(places[i], places[j], mode=Mode.TRANSIT, period=period)
    assert sum(part.seconds for part in parts) == mixed.seconds[i, j]
    assert {part.line for part in parts} - {""}


def test_what_the_engine_cannot_reach_comes_from_beneath_and_says_so(engines, beneath):
    # Two places on an island of the network, and one far from it.
    island = (PLACES[18].lon - 0.001, PLACES[18].lat - 0.0005, PLACES[19].lon + 0.001, PLACES[19].lat + 0.0005)
    with engines.running_engine(engines.Streets(island=island), version="7") as server:
        travel = engine_travel(beneath, SETTINGS, walk=f"osrm+{server.url}")
        matrix, under = whole(travel), whole(beneath)
        cut_off = np.zeros(len(PLACES), dtype=bool)
        cut_off[18:] = True
        mixed = cut_off[:, None] != cut_off[None, :]
        assert (matrix.estimated == mixed).all()
        assert (matrix.seconds == under.seconds)[mixed].all()
        assert travel.path(PLACES[0], PLACES[19], mode=Mode.WALK, period="always") == beneath.path(
            PLACES[0], PLACES[19], mode=Mode.WALK, period="always"
        )
        assert not travel.silent, "it answered: there is no way"


def test_a_place_far_from_every_street_keeps_the_estimate(engines, beneath):
    with engines.running_engine(engines.Streets(step=0.01)) as server:  # streets 1.1 km apart
        travel = engine_travel(beneath, SETTINGS, walk=f"osrm+{server.url}")
        near, also, far = Place("near", 18.0201, 59.3101), Place("also", 18.06, 59.31), Place("far", 18.03, 59.315)
        matrix = whole(travel, places=(near, also, far))
    assert matrix.estimated.tolist() == [[False, False, True], [False, False, True], [True, True, False]]


@pytest.mark.parametrize(
    ("how", "kind"),
    [*((how, kind) for how in TRANSPORT + CONTENT for kind in ("osrm", "valhalla")), ("too big", "osrm")],
)
def test_an_engine_that_fails_leaves_the_whole_matrix_to_the_provider_beneath(
    asked_of, server, beneath, caplog, how, kind
):
    travel, clock = asked_of(kind)
    server.how = how
    began = time.monotonic()
    with caplog.at_level(logging.DEBUG):
        matrix, under = whole(travel), whole(beneath)
    assert time.monotonic() - began < 3
    assert np.array_equal(matrix.seconds, under.seconds)
    assert matrix.estimated.all()
    assert travel.silent
    assert travel.sources[0].kind == "engine_silent"
    assert travel.version == ""
    warnings = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert len(warnings) == 1
    assert server.url in warnings[0].getMessage()
    told = " ".join(record.getMessage() for record in caplog.records)
    assert "18.0" not in told, "no coordinates in a log"
    assert "59.3" not in told

    before = len(server.asked)
    server.how = "well"
    whole(travel)
    assert len(server.asked) == before, "it is left in peace for a minute"
    clock.now += PAUSE_S + 1
    assert not whole(travel).estimated.any(), "and then asked again"


@pytest.mark.parametrize("how", TRANSPORT)
def test_an_engine_that_fails_at_a_way_leaves_a_straight_one_with_its_own_time(asked_of, server, how):
    travel, _ = asked_of()
    seconds = whole(travel, places=PLACES[:2]).seconds[0, 1]
    server.how = how
    (part,) = travel.path(PLACES[0], PLACES[1], mode=Mode.WALK, period="always")
    assert (part.seconds, part.estimated, len(part.points)) == (seconds, True, 2)


def test_a_connection_that_was_cut_is_tried_once_more(asked_of, server):
    travel, _ = asked_of()
    server.how = "cut once"
    assert not whole(travel).estimated.any()
    assert len(server.asked) == 2


def test_an_engine_whose_data_knows_no_way_at_all_has_answered(asked_of, server, beneath):
    travel, _ = asked_of()
    server.how = "nulls"
    assert np.array_equal(whole(travel).seconds, whole(beneath).seconds)
    assert not travel.silent


def test_a_redirect_is_not_followed(engines, asked_of, server):
    with engines.running_engine() as other:
        server.how, server.elsewhere = "redirect", other.url
        travel, _ = asked_of()
        assert whole(travel).estimated.all()
        assert other.asked == []


def test_the_logs_hold_no_coordinates_even_where_a_header_is_broken(asked_of, server, caplog):
    travel, _ = asked_of()
    server.how = "bad header"
    with caplog.at_level(logging.DEBUG):
        whole(travel)
    assert "18.0" not in caplog.text
    with caplog.at_level(logging.DEBUG):
        server.how = "well"
        requests.get(f"{server.url}/nearest/v1/foot/18.01,59.3", timeout=5)
    assert "18.01" in caplog.text, "what others ask for is logged as ever"


def test_an_engine_that_is_not_there_costs_nothing_after_the_first_time(asked_of, beneath, caplog):
    travel, clock = asked_of(url="http://127.0.0.1:1")
    for _ in range(20):
        assert np.array_equal(whole(travel).seconds, whole(beneath).seconds)
        clock.now += 1
    assert len([record for record in caplog.records if record.levelno == logging.WARNING]) == 1
    assert "cannot be reached" in caplog.text


def test_proxies_of_the_environment_are_not_told_the_places(asked_of, server, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    travel, _ = asked_of()
    assert not whole(travel).estimated.any()


def test_a_certificate_that_nobody_trusts_is_refused_and_the_citys_own_is_taken(
    engines, asked_of, tmp_path, caplog, monkeypatch
):
    certificate = self_signed(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    with engines.running_engine(tls=tls) as server:
        url = server.url.replace("http://", "https://")
        travel, _ = asked_of(url=url)
        assert whole(travel).estimated.all()
        assert "no certificate that is trusted" in caplog.text
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
        trusted, _ = asked_of(url=url)
        assert not whole(trusted).estimated.any()


def test_an_engine_for_cars_is_not_believed_about_walking(asked_of, server, caplog):
    travel, _ = asked_of()
    server.how = "as a car"
    assert whole(travel).estimated.all()
    assert "is not for walking: its ways take 35 km/h" in caplog.text
    with pytest.raises(EngineError, match="is not for cars"):
        check_speed(np.full((3, 3), 3600.0), np.full((3, 3), 5000.0), Mode.CAR)


def test_the_version_changes_with_the_engines_data_and_is_empty_where_it_does_not_tell(asked_of, server):
    for kind in ("osrm", "valhalla"):
        travel, _ = asked_of(kind)
        first = travel.version
        server.version = "8"
        assert travel.version not in {first, ""}
        server.version = ""
        assert travel.version == ""
        server.version = "7"
        assert travel.version == first != ""


def test_a_table_is_asked_for_once_a_minute_or_when_the_data_changes(asked_of, server):
    travel, clock = asked_of()
    tables = lambda: sum("table" in path for path in server.asked)  # noqa: E731
    for _ in range(5):
        whole(travel)
        whole(travel, Mode.TRANSIT)
    assert tables() == 1
    clock.now += 61
    whole(travel)
    assert tables() == 2
    server.version = "8"
    assert travel.version
    whole(travel)
    assert tables() == 3


def test_no_name_and_no_id_of_a_place_leaves(asked_of, server):
    travel, _ = asked_of()
    whole(travel, places=[Place("hemlig-plats", 18.02, 59.31, "kungsholmen"), *PLACES])
    travel.path(PLACES[0], PLACES[3], mode=Mode.WALK, period="always")
    assert not any("hemlig" in path or "kungsholmen" in path or "p3" in path for path in server.asked)


def test_an_engine_does_not_answer_for_lines(beneath):
    with pytest.raises(ValueError, match="lines come from the provider beneath"):
        EngineTravel(
            OsrmEngine(EngineDoor("osrm", "http://127.0.0.1:1"), Mode.WALK), beneath, SETTINGS, mode=Mode.TRANSIT
        )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("http://127.0.0.1:5000", "write osrm"),
        ("graphhopper+http://127.0.0.1", "write osrm"),
        ("osrm+ftp://127.0.0.1", "http or https"),
        ("osrm+http://user:secret@127.0.0.1", "leave out name and password"),
        ("osrm+http://", "write a host"),
        ("osrm+http://127.0.0.1:5000/?x=1", "write a host"),
        ("osrm+http://127.0.0.1:5000/#x", "write a host"),
        ("osrm+http://127.0.0.1:99999", "out of range"),
        ("osrm+http://127.0.0.1:0", "port"),
        ("osrm+http://a b", "write a host"),
        ("osrm+http://[::1", "Invalid IPv6"),
        ("osrm+https://router.project-osrm.org", "this server is public"),
        ("valhalla+https://VALHALLA1.openstreetmap.de.", "this server is public"),
    ],
)
def test_an_address_that_is_none_is_refused_with_what_to_write(text, told):
    with pytest.raises(ValueError, match=told):
        EngineAddress.parse(text)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("osrm+http://127.0.0.1:5000/", "http://127.0.0.1:5000"),
        ("valhalla+https://Motor.Stad.Example/valhalla/", "https://motor.stad.example/valhalla"),
        ("valhalla-matrix+http://[::1]:8002", "http://[::1]:8002"),
    ],
)
def test_an_address_names_kind_and_url(text, url):
    assert EngineAddress.parse(text).url == url


@pytest.mark.parametrize("shape", ["~", "_", "a", "\x00", "é", 7, None, "________________"])
def test_a_course_that_is_none_is_refused(shape):
    with pytest.raises(EngineError):
        decoded(shape)


def self_signed(folder):
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "motor")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "motor.pem"
    pem = serialization.Encoding.PEM
    file.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()) + made.public_bytes(pem)
    )
    return file
