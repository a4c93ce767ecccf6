"""The callers of ``benchmarks/load.py``, in a process of their own: so many connections that call without pause.

It reads one order as JSON from standard input and writes what it measured as JSON to standard output. Each connection
stays open, keeps its own cookie as a browser does, and sends its next call when the last one is answered.
"""

import asyncio
import json
import random
import sys
import time
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

GOOD = frozenset({200, 201, 304})
SPAN_DAYS = 700


@dataclass(frozen=True)
class Order:
    """What to call.

    Attributes
    ----------
    cookies
        One connection each.
    reads
        Paths, by how often.
    writes
        Method, path and body, by how often; ``{uuid}`` and ``{at}`` are filled in.
    write_share
        Share of calls that write.
    conditional
        Whether a path that was read before is asked for with its ETag, as browsers do.
    """

    host: str
    port: int
    seconds: float
    seed: int
    cookies: list[str]
    reads: list[tuple[float, str]]
    writes: list[tuple[float, str, str, dict]]
    write_share: float
    conditional: bool


@dataclass
class Measured:
    """What came of it; times in milliseconds, by what was called."""

    seconds: float = 0.0
    bytes: int = 0
    times_ms: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)


class Connection:
    """One connection that is kept open."""

    def __init__(self, order: Order, cookie: str) -> None:
        self.order, self.cookie = order, cookie
        self.tags: dict[str, str] = {}

    async def open(self) -> None:
        """Connect."""
        self.reader, self.writer = await asyncio.open_connection(self.order.host, self.order.port)

    async def call(self, method: str, path: str, body: bytes = b"") -> tuple[int, int]:
        """Send one call and read its answer whole; gives its status and length."""
        host = f"{self.order.host}:{self.order.port}"
        lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", f"Cookie: {self.cookie}", "Accept: text/html,*/*"]
        if method != "GET":
            lines += [f"Origin: http://{host}", "Sec-Fetch-Site: same-origin", "Content-Type: application/json"]
            lines += [f"Content-Length: {len(body)}"]
        elif self.order.conditional and path in self.tags:
            lines += [f"If-None-Match: {self.tags[path]}"]
        self.writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *rest = head.split("\r\n")
        status, length = int(first.split(" ", 2)[1]), 0
        for line in rest:
            name, _, value = line.partition(": ")
            match name.lower():
                case "content-length":
                    length = int(value)
                case "etag":
                    self.tags[path] = value
                case "set-cookie":
                    self.cookie = value.partition(";")[0]
                case "transfer-encoding":
                    raise ValueError("chunked answers are not read")
        if status != 304 and length:
            await self.reader.readexactly(length)
        return status, len(head) + length


async def caller(order: Order, number: int, until: float, measured: Measured) -> None:
    """Call again and again on one connection."""
    draw = random.Random(order.seed * 1000 + number)
    connection = Connection(order, order.cookies[number])
    await connection.open()
    while time.perf_counter() < until:
        body, ident = b"", ""
        if draw.random() < order.write_share:
            _, method, template, values = draw.choices(order.writes, [one[0] for one in order.writes])[0]
            ident = str(UUID(int=draw.getrandbits(128), version=4))
            at = datetime.now(UTC) - timedelta(seconds=draw.randrange(SPAN_DAYS * 86400))
            path = template.replace("{uuid}", ident)
            body = json.dumps(values).replace("{at}", at.isoformat(timespec="seconds")).encode()
            kind = f"{method} {template}"
        else:
            _, path = draw.choices(order.reads, [one[0] for one in order.reads])[0]
            method, kind = "GET", f"GET {path.partition('?')[0]}"
        began = time.perf_counter()
        try:
            status, length = await connection.call(method, path, body)
        except (OSError, ValueError, asyncio.IncompleteReadError) as error:
            measured.errors.append(f"{kind}: {error!r}")
            await connection.open()
            continue
        measured.times_ms.setdefault(kind, []).append((time.perf_counter() - began) * 1000)
        measured.bytes += length
        if status not in GOOD:
            measured.errors.append(f"{kind}: {status}")
        elif ident and "{uuid}" in template:
            measured.acknowledged.append(ident)
    connection.writer.close()
    await connection.writer.wait_closed()


async def main() -> None:
    """Carry out the order of standard input."""
    order, measured = Order(**json.load(sys.stdin)), Measured()
    began = time.perf_counter()
    until = began + order.seconds
    await asyncio.gather(*(caller(order, number, until, measured) for number in range(len(order.cookies))))
    measured.seconds = time.perf_counter() - began
    json.dump(asdict(measured), sys.stdout)


if __name__ == "__main__":
    asyncio.run(main())
