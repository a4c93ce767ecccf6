"""The way to a routing engine over HTTP: time-outs, limits, and a pause after an engine that did not answer."""

import json
import logging
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Any

import requests
from urllib3.exceptions import HTTPError, ProtocolError, ReadTimeoutError

CONNECT_S, READ_S = 2.0, 20.0
"""Seconds to reach an engine, and to have its answer."""

PAUSE_S = 60.0
"""An engine that failed is not asked again for so many seconds."""

MOST_BYTES = 8_000_000
"""A longer answer is refused: a table of 100 × 100 has some 200,000 bytes."""

_LENGTH = re.compile(r"\d{1,12}", re.ASCII)
_log = logging.getLogger(__name__)
_asking: ContextVar[bool] = ContextVar("asking an engine", default=False)
for _name in ("connection", "connectionpool", "poolmanager", "response", "util.retry"):
    # urllib3 logs whole addresses, and ours hold the coordinates of places.
    logging.getLogger(f"urllib3.{_name}").addFilter(lambda _: not _asking.get())

Ask = Callable[..., object]


class EngineError(Exception):
    """An engine did not answer, or not as it should; the message tells how, and holds no coordinates."""


class EngineDoor:
    """One engine as it is reached from this process.

    Parameters
    ----------
    name, url
        Kind and address of the engine.
    clock
        Seconds that never run backwards; the pause goes by it.
    read_s
        Seconds in which an answer has to begin, and then to end.

    .. warning::
        Proxies and ``.netrc`` of the environment are not used. ``REQUESTS_CA_BUNDLE`` is: a city's own certificate
        authority goes there.
    """

    def __init__(
        self, name: str, url: str, *, clock: Callable[[], float] = time.monotonic, read_s: float = READ_S
    ) -> None:
        self.name, self.url = name, url
        self._clock, self._read_s = clock, read_s
        self._silent_until = float("-inf")
        self._lock = Lock()

    @contextmanager
    def open(self) -> Iterator[Ask]:
        """Give a function that asks: ``ask(path)``, or ``ask(path, body)`` to post JSON; it gives the JSON answered.

        Answers with status 200 and 400 are given, since engines tell in the latter why there is no way.

        Raises
        ------
        EngineError
            The engine failed less than `PAUSE_S` ago, or now. One that is raised inside the block counts too.
        """
        if self._clock() < self._silent_until:
            raise EngineError("is not asked again yet")
        with requests.Session() as session:
            session.trust_env = False
            session.verify = os.environ.get("REQUESTS_CA_BUNDLE") or True
            session.headers.update({"Accept-Encoding": "identity", "User-Agent": "faltplan"})
            mark = _asking.set(True)
            try:
                yield lambda path, body=None: self._ask(session, path, body)
            except EngineError as error:
                self._fall_silent(error)
                raise
            finally:
                _asking.reset(mark)

    def _fall_silent(self, error: EngineError) -> None:
        with self._lock:
            if self._clock() < self._silent_until:
                return
            self._silent_until = self._clock() + PAUSE_S
        _log.warning(
            "the engine %s at %s %s; other travel times stand in for %d s", self.name, self.url, error, PAUSE_S
        )

    def _ask(self, session: requests.Session, path: str, body: Mapping[str, Any] | None) -> object:
        """Ask once, and once more where the connection was cut, as servers do with idle ones."""
        try:
            return self._answer(session, path, body)
        except _CutError:
            pass
        try:
            return self._answer(session, path, body)
        except _CutError:
            raise EngineError("cut the connection") from None

    def _answer(self, session: requests.Session, path: str, body: Mapping[str, Any] | None) -> object:
        try:
            with session.request(
                "GET" if body is None else "POST",
                self.url + path,
                json=body,
                timeout=(CONNECT_S, self._read_s),
                allow_redirects=False,
                stream=True,
            ) as response:
                if response.status_code not in {200, 400}:
                    raise EngineError(f"answered with status {response.status_code}")
                return _json(self._content(response))
        except requests.exceptions.SSLError:
            raise EngineError("has no certificate that is trusted here") from None
        except (requests.Timeout, ReadTimeoutError):
            raise EngineError("took too long") from None
        except requests.ConnectionError as error:
            if error.args and isinstance(error.args[0], ProtocolError):
                raise _CutError from None
            raise EngineError("cannot be reached") from None
        except (requests.RequestException, HTTPError, OSError, UnicodeError):
            raise EngineError("sent half an answer, or none that is HTTP") from None

    def _content(self, response: requests.Response) -> bytes:
        """Read an answer that is neither too long nor too slow."""
        announced = response.headers.get("Content-Length", "0")
        if not _LENGTH.fullmatch(announced) or int(announced) > MOST_BYTES:
            raise EngineError("announced too long an answer")
        parts, length, until = [], 0, time.monotonic() + self._read_s
        while part := response.raw.read1(65536, decode_content=False):
            parts.append(part)
            length += len(part)
            if length > MOST_BYTES:
                raise EngineError("sent too long an answer")
            if time.monotonic() > until:
                raise EngineError("took too long")
        if length < int(announced):
            raise EngineError("sent half an answer, or none that is HTTP")
        return b"".join(parts)


class _CutError(Exception):
    """The connection ended before anything was answered."""


def _json(content: bytes) -> object:
    try:
        answer: object = json.loads(content)
    except (ValueError, RecursionError):
        raise EngineError("sent what is no JSON") from None
    return answer
