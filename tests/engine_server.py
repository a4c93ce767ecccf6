"""A stand-in for a routing engine: speaks what OSRM and Valhalla publish, over a grid of streets; misbehaves on demand.

Streets run along a grid. Cars take half as long again westwards. Inside ``island`` lies a grid of its own, which no way
leads to.
"""

import json
import math
import re
import socket
import ssl
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

LonLat = tuple[float, float]
BYTES_3GB = 3_000_000_000


class Streets:
    """A grid of streets: ``step`` degrees of latitude between them, twice as many of longitude."""

    def __init__(
        self, lat: float = 59.3, step: float = 0.0005, island: tuple[float, float, float, float] | None = None
    ):
        self.step, self.island = step, island
        self.north_m = 6_371_000 * math.radians(step)
        self.east_m = 2 * self.north_m * math.cos(math.radians(lat))

    def node(self, at: LonLat) -> tuple[int, int]:
        return round(at[0] / (2 * self.step)), round(at[1] / self.step)

    def point(self, node: tuple[int, int]) -> LonLat:
        return round(node[0] * 2 * self.step, 6), round(node[1] * self.step, 6)

    def between(self, a: LonLat, b: LonLat, *, car: bool) -> tuple[float, float] | None:
        """Give seconds and metres; None where there is no way."""
        if self._on_island(a) != self._on_island(b):
            return None
        (x, y), (x2, y2) = self.node(a), self.node(b)
        east, north = abs(x2 - x) * self.east_m, abs(y2 - y) * self.north_m
        if car:
            return (east * (1.5 if x2 < x else 1) + north) / 8, east + north
        return (east + north) / (5 / 3.6), east + north

    def way(self, a: LonLat, b: LonLat) -> list[LonLat]:
        (x, y), (x2, y2) = self.node(a), self.node(b)
        along = [(k, y) for k in range(x, x2, 1 if x2 > x else -1)] + [
            (x2, k) for k in range(y, y2, 1 if y2 > y else -1)
        ]
        return [self.point(node) for node in (*along, (x2, y2))]

    def _on_island(self, at: LonLat) -> bool:
        if self.island is None:
            return False
        west, south, east, north = self.island
        return west <= at[0] <= east and south <= at[1] <= north


class EngineServer(ThreadingHTTPServer):
    """The server; ``how`` says how it misbehaves, ``asked`` what it was asked for."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, streets: Streets, *, version: str = "") -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.streets, self.version = streets, version
        self.how, self.elsewhere = "well", ""
        self.asked: list[str] = []
        self.done = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that go away."""


@contextmanager
def running_engine(
    streets: Streets | None = None, *, version: str = "", tls: ssl.SSLContext | None = None
) -> Iterator[EngineServer]:
    """Run an engine in a thread of its own."""
    server = EngineServer(streets or Streets(), version=version)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.done.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Answers(BaseHTTPRequestHandler):
    server: EngineServer
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    services: ClassVar[tuple[str, ...]] = ("table", "route", "nearest")

    def do_GET(self) -> None:
        self._answer(None)

    def do_POST(self) -> None:
        self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def log_message(self, *_: Any) -> None:
        """Keep quiet."""

    def _answer(self, body: Any) -> None:
        self.server.asked.append(self.path)
        misbehave = getattr(self, f"_{self.server.how.replace(' ', '_')}", None)
        if misbehave is not None:
            misbehave(body)
            return
        self._send(*self._told(body))

    def _told(self, body: Any) -> tuple[int, Any]:
        parts = urlsplit(self.path)
        service = parts.path.split("/")[1]
        if body is not None or service == "status":
            return _Valhalla(self.server).answer(service, body)
        return _Osrm(self.server).answer(service, parts.path, parse_qs(parts.query))

    def _send(self, status: int, answer: Any, *, length: int | None = None) -> None:
        content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json;charset=utf-8")
        self.send_header("Content-Length", str(len(content) if length is None else length))
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()

    # Each of these is a way to misbehave.

    def _slow(self, body: Any) -> None:
        self.server.done.wait(30)
        self.close_connection = True

    def _drip(self, body: Any) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        while not self.server.done.wait(0.02):
            self.wfile.write(b" ")
            self.wfile.flush()

    def _cut(self, body: Any) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def _cut_once(self, body: Any) -> None:
        self.server.how = "well"
        self._cut(body)

    def _half(self, body: Any) -> None:
        content = json.dumps(self._told(body)[1]).encode()
        self._send(200, content[: len(content) // 2], length=len(content))
        self.close_connection = True

    def _status_500(self, body: Any) -> None:
        self._send(500, {"message": "broken"})

    def _too_big(self, body: Any) -> None:
        self._send(400, {"code": "TooBig", "message": "Too many table coordinates"})

    def _redirect(self, body: Any) -> None:
        self.send_response(302)
        self.send_header("Location", self.server.elsewhere + self.path)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _garbage(self, body: Any) -> None:
        self._send(200, b"<html>It works!</html>")

    def _another_thing(self, body: Any) -> None:
        self._send(200, [1, 2, 3])

    def _deep(self, body: Any) -> None:
        self._send(200, b"[" * 200_000)

    def _huge(self, body: Any) -> None:
        self._send(200, b"{", length=BYTES_3GB)

    def _odd_length(self, body: Any) -> None:
        content = json.dumps(self._told(body)[1]).encode()
        self.wfile.write("HTTP/1.1 200 OK\r\nContent-Length: ²\r\n\r\n".encode("latin-1") + content)
        self.wfile.flush()
        self.close_connection = True

    def _long_length(self, body: Any) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n{}")
        self.wfile.flush()
        self.close_connection = True

    def _endless(self, body: Any) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for _ in range(200):
            self.wfile.write(b"10000\r\n" + b" " * 65536 + b"\r\n")
        self.wfile.write(b"0\r\n\r\n")
        self.wfile.flush()

    def _bad_header(self, body: Any) -> None:
        content = json.dumps(self._told(body)[1]).encode()
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nno header at all\r\n\r\n" % len(content) + content)
        self.wfile.flush()
        self.close_connection = True

    def _no_http(self, body: Any) -> None:
        self.wfile.write(b"SSH-2.0-OpenSSH_9.2p1\r\n")
        self.wfile.flush()
        self.close_connection = True

    def _wrong_shape(self, body: Any) -> None:
        self._changed(body, lambda rows: rows[:-1])

    def _ragged(self, body: Any) -> None:
        self._changed(body, lambda rows: [rows[0][:-1], *rows[1:]])

    def _nulls(self, body: Any) -> None:
        self._changed(body, lambda rows: [[_like(cell, None) for cell in row] for row in rows])

    def _texts(self, body: Any) -> None:
        self._changed(body, lambda rows: [[_like(cell, "7") for cell in row] for row in rows])

    def _negative(self, body: Any) -> None:
        self._changed(body, lambda rows: [[_like(cell, -100) for cell in row] for row in rows])

    def _no_number(self, body: Any) -> None:
        self._changed(body, lambda rows: [[_like(cell, math.nan) for cell in row] for row in rows])

    def _beyond(self, body: Any) -> None:
        self._changed(body, lambda rows: [[_like(cell, 10**400) for cell in row] for row in rows])

    def _as_a_car(self, body: Any) -> None:
        self._changed(body, lambda rows: rows, faster=7)

    def _changed(self, body: Any, change: Any, *, faster: float = 1) -> None:
        status, answer = self._told(body)
        for name in ("durations", "distances", "sources_to_targets"):
            if name in answer:
                answer[name] = change(answer[name])
        if faster != 1:
            answer["durations"] = [[cell / faster for cell in row] for row in answer["durations"]]
        self._send(status, answer)


def _like(cell: Any, value: Any) -> Any:
    return {**cell, "time": value, "distance": value} if isinstance(cell, dict) else value


class _Osrm:
    """https://project-osrm.org/docs/v5.24.0/api: nearest, table, route; codes Ok, NoRoute, TooBig, InvalidOptions."""

    def __init__(self, server: EngineServer) -> None:
        self.streets, self.version = server.streets, server.version

    def answer(self, service: str, path: str, options: dict[str, list[str]]) -> tuple[int, Any]:
        found = re.fullmatch(r"/(table|route|nearest)/v1/(\w+)/([-0-9.,;]+)", path)
        if found is None:
            return 400, {"code": "InvalidUrl", "message": "URL string malformed"}
        car = found[2] == "driving"
        at = [tuple(map(float, pair.split(","))) for pair in found[3].split(";")]
        if service == "nearest":
            return self._ok({"waypoints": [self._met(at[0])]})
        if len(at) < 2:
            return 400, {"code": "InvalidOptions", "message": "Number of coordinates needs to be at least two."}
        return self._route(at, car=car) if service == "route" else self._table(at, options, car=car)

    def _table(self, at: list[Any], options: dict[str, list[str]], *, car: bool) -> tuple[int, Any]:
        rows, columns = (
            [at[int(k)] for k in options[name][0].split(";")] if name in options else at
            for name in ("sources", "destinations")
        )
        if len(rows) * len(columns) > 100 * 100:
            return 400, {"code": "TooBig", "message": "Too many table coordinates"}
        ways = [[self.streets.between(a, b, car=car) for b in columns] for a in rows]
        table = [[[None if way is None else round(way[k], 1) for way in row] for row in ways] for k in (0, 1)]
        met = {"sources": [self._met(a) for a in rows], "destinations": [self._met(b) for b in columns]}
        return self._ok({"durations": table[0], "distances": table[1], **met})

    def _route(self, at: list[Any], *, car: bool) -> tuple[int, Any]:
        found = self.streets.between(at[0], at[1], car=car)
        if found is None:
            return 400, {"code": "NoRoute", "message": "Impossible route between points"}
        line = {"type": "LineString", "coordinates": self.streets.way(at[0], at[1])}
        return self._ok({"routes": [{"geometry": line, "duration": found[0], "distance": found[1], "legs": []}]})

    def _met(self, at: Any) -> Any:
        return {"location": self.streets.point(self.streets.node(at)), "name": "", "distance": 0.0}

    def _ok(self, answer: dict[str, Any]) -> tuple[int, Any]:
        return 200, {"code": "Ok", **answer, **({"data_version": self.version} if self.version else {})}


class _Valhalla:
    """https://valhalla.github.io/valhalla/api: status, locate, sources_to_targets, route; errors 150, 154 and 442."""

    def __init__(self, server: EngineServer) -> None:
        self.streets, self.version = server.streets, server.version

    def answer(self, service: str, body: Any) -> tuple[int, Any]:
        if service == "status":
            return 200, {"version": "3.9.1", **({"tileset_last_modified": int(self.version)} if self.version else {})}
        car = body["costing"] == "auto"
        if service == "locate":
            return 200, [self._located(at) for at in map(_at, body["locations"])]
        if service == "route":
            return self._route(*map(_at, body["locations"]), car=car)
        starts, ends = ([_at(place) for place in body[name]] for name in ("sources", "targets"))
        if len(starts) * len(ends) > 2500:
            return 400, {"error_code": 150, "error": "Exceeded max locations", "status_code": 400}
        return 200, {"sources_to_targets": [[self._cell(a, b, car=car) for b in ends] for a in starts]}

    def _cell(self, a: LonLat, b: LonLat, *, car: bool) -> Any:
        seconds, metres = self.streets.between(a, b, car=car) or (None, None)
        if seconds is None or metres is None:
            return {"time": None, "distance": None}
        return {"time": round(seconds), "distance": round(metres / 1000, 3)}

    def _located(self, at: LonLat) -> Any:
        lon, lat = self.streets.point(self.streets.node(at))
        return {"input_lon": at[0], "input_lat": at[1], "edges": [{"correlated_lon": lon, "correlated_lat": lat}]}

    def _route(self, a: LonLat, b: LonLat, *, car: bool) -> tuple[int, Any]:
        if self.streets.between(a, b, car=car) is None:
            return 400, {"error_code": 442, "error": "No path could be found for input", "status_code": 400}
        return 200, {"trip": {"status": 0, "legs": [{"shape": encoded(self.streets.way(a, b))}]}}


def _at(place: Any) -> LonLat:
    return place["lon"], place["lat"]


def encoded(points: list[LonLat]) -> str:
    """Encode a polyline of six decimals, latitude first."""
    text, before = "", (0, 0)
    for lon, lat in points:
        here = (round(lat * 1e6), round(lon * 1e6))
        for now, then in zip(here, before, strict=True):
            value = (now - then) << 1
            value = ~value if value < 0 else value
            while value >= 32:
                text += chr((32 | value & 31) + 63)
                value >>= 5
            text += chr(value + 63)
        before = here
    return text


if __name__ == "__main__":
    with running_engine() as one:
        print(one.url)
        time.sleep(3600)
