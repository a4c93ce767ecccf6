"""Logs without personal data: one handler for web, worker and commands, as text or JSON.

What a person wrote, was called, or asked for never goes into a log: no address but its endpoint's name, no query, no
name, no e-mail. Errors carry their types, codes and the lines of code that they came through, and not their messages,
which may quote any value.
"""

import json
import logging
import re
import sqlite3
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import TextIO

from pythonjsonlogger.json import JsonFormatter

from web.security.personal_data import numbers_in

LOG_FORMAT = "FALTPLAN_LOG_FORMAT"
FIELDS = ("id", "endpoint", "method", "status", "ms", "roles", "team", "fault")
"""What a line about a request holds beside its message."""

_QUIET = {"waitress.queue": logging.ERROR, "alembic": logging.WARNING, "authlib": logging.WARNING}
_SERVED = re.compile(r"( while serving ).*", re.DOTALL)
_HANDLER = "faltplan"

ErrorInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def configure_logs(environment: Mapping[str, str], *, stream: TextIO | None = None) -> None:
    """Let everything that is logged in this process go to standard error, scrubbed; calling it again changes nothing.

    Parameters
    ----------
    environment
        Its ``FALTPLAN_LOG_FORMAT`` is ``text`` (the default) or ``json``.
    stream
        Where to write in place of standard error.
    """
    root = logging.getLogger()
    for old in [handler for handler in root.handlers if handler.name == _HANDLER]:
        root.removeHandler(old)
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.name = _HANDLER
    handler.addFilter(scrub)
    handler.setFormatter(JsonLines() if environment.get(LOG_FORMAT) == "json" else TextLines())
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("web").setLevel(logging.INFO)
    for name, level in _QUIET.items():
        logging.getLogger(name).setLevel(level)
    engine = logging.getLogger("dbos")  # it would write by a handler of its own, values included
    engine.handlers, engine.propagate = [logging.NullHandler()], True


def scrub(record: logging.LogRecord) -> bool:
    """Take out of a message what may tell who somebody is; the rest is logged."""
    text = record.getMessage()
    if record.name.startswith("waitress"):
        text = _SERVED.sub(r"\1a request", text)
    for found in reversed(numbers_in(text)):
        text = f"{text[: found.start]}[{found.kind}]{text[found.end :]}"
    record.msg, record.args = text, None
    return True


def error_text(error: BaseException) -> str:
    """Write an error and those that led to it: where each came through the code, its type and its code; no message."""
    chain: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in chain:
        chain.append(current)
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    parts = []
    for one in reversed(chain):
        frames = traceback.StackSummary.extract(traceback.walk_tb(one.__traceback__), lookup_lines=True)
        parts.append("".join(frames.format()) + f"{type(one).__module__}.{type(one).__qualname__}{_code(one)}")
    return "\n".join(parts)


def _code(error: BaseException) -> str:
    """Give what a database or the system calls the error: a code, never a value."""
    if isinstance(error, sqlite3.Error):
        return f" {getattr(error, 'sqlite_errorname', '')}".rstrip()
    if isinstance(error, OSError) and error.errno is not None:
        return f" errno {error.errno}"
    state = getattr(error, "sqlstate", None)
    fault = getattr(error, "fault", None)
    return f" {state or fault}" if state or fault else ""


class TextLines(logging.Formatter):
    """One line a record: time, level, message, then ``name=value``."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record."""
        told = [_time(record), record.levelname, record.name, record.getMessage()]
        told += [
            f"{name}={_plain(getattr(record, name))}" for name in FIELDS if getattr(record, name, "") not in {"", None}
        ]
        line = " ".join(told)
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line

    def formatException(self, ei: ErrorInfo) -> str:  # noqa: N802 - logging's name
        """Write an error without its message."""
        return error_text(ei[1]) if ei[1] is not None else ""


class JsonLines(JsonFormatter):
    """One JSON object a record."""

    def __init__(self) -> None:
        super().__init__("%(levelname)s %(name)s %(message)s", rename_fields={"levelname": "level", "name": "logger"})

    def add_fields(
        self,
        log_data: dict[str, object],
        record: logging.LogRecord,
        message_dict: dict[str, object],  # noqa: ARG002
    ) -> None:
        """Put the time first, and of what a caller added only what is known."""
        kept = {"time": _time(record), "level": record.levelname, "logger": record.name, "message": record.getMessage()}
        kept |= {name: getattr(record, name) for name in FIELDS if getattr(record, name, "") not in {"", None}}
        if record.exc_info:
            kept["error"] = self.formatException(record.exc_info)
        log_data.update(kept)

    def formatException(self, ei: ErrorInfo) -> str:  # noqa: N802 - logging's name
        """Write an error without its message."""
        return error_text(ei[1]) if ei[1] is not None else ""


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _plain(value: object) -> str:
    text = str(value)
    return text if re.fullmatch(r"[\w./:,+-]+", text) else json.dumps(text, ensure_ascii=False)
