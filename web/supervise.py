"""The supervisor of ``faltplan serve``: starts web and worker, restarts what dies, and ends both when it is told to.

A child reads its standard input, a pipe that only the supervisor holds open: where the supervisor is killed, the pipe
ends and the child with it, on every system.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event, Thread

FIRST_WAIT_S = 0.3
LONGEST_WAIT_S = 10.0
"""How long a child that died waits before it is started anew: twice as long each time, up to this."""

STEADY_S = 30.0
"""A child that lived so long had come up; where it dies, it begins with the shortest wait again."""

STOP_S = 10.0
"""How long a child may take to end when it is told to."""

WRONG = 2
"""Exit code of a child that says what a person must mend."""


@dataclass
class Child:
    """One process that is kept running; ``files`` are the open files that it is handed."""

    name: str
    arguments: Sequence[str]
    files: Sequence[int] = ()
    environment: dict[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0
    start_at: float = 0.0
    wait_s: float = FIRST_WAIT_S
    came_up: bool = False

    def start(self) -> None:
        """Start it, with a pipe that ends with this process."""
        command = [sys.executable, "-c", "from web.cli import main; main()", *self.arguments]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            pass_fds=self.files,
            env={**os.environ, **self.environment},
            start_new_session=True,
        )
        self.started_at = time.monotonic()

    def look(self) -> int | None:
        """Give the exit code with which it died since the last look; None where it runs or waits."""
        if self.process is None:
            return None
        lived_s = time.monotonic() - self.started_at
        code = self.process.poll()
        self.came_up = self.came_up or lived_s >= STEADY_S
        if code is None:
            return None
        self._let_go()
        self.wait_s = FIRST_WAIT_S if lived_s >= STEADY_S else min(self.wait_s * 2, LONGEST_WAIT_S)
        self.start_at = time.monotonic() + self.wait_s
        return code

    def end(self, until: float) -> None:
        """Wait for its end, and make one when it takes too long."""
        if self.process is None:
            return
        try:
            self.process.wait(max(until - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._let_go()

    def _let_go(self) -> None:
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()
        self.process = None


def supervise(children: Sequence[Child], stopping: Event, *, say: Callable[[str, int], None]) -> int:
    """Keep children running until ``stopping`` is set; gives the exit code.

    Parameters
    ----------
    say
        Told the name and exit code of a child that died.

    Returns
    -------
    int
        0 when it was told to stop; 2 when a child said, before it ever came up, what a person must mend.
    """
    try:
        while not stopping.is_set():
            for child in children:
                code = child.look()
                if code is not None:
                    if code == WRONG and not child.came_up:
                        return WRONG
                    say(child.name, code)
                if child.process is None and time.monotonic() >= child.start_at:
                    child.start()
            stopping.wait(0.1)
        return 0
    finally:
        for child in children:
            if child.process is not None:
                child.process.terminate()
        until = time.monotonic() + STOP_S
        for child in children:
            child.end(until)


def listener(host: str, port: int) -> socket.socket:
    """Open the address that browsers reach; a web process that is started anew goes on listening there.

    Raises
    ------
    OSError
        It cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((host, port))
        opened.listen(1024)
    except OSError:
        opened.close()
        raise
    return opened


def end_with_standard_input() -> None:
    """End this process as if told to when its standard input ends: whoever supervised it is gone."""

    def watch() -> None:
        while os.read(sys.stdin.fileno(), 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    Thread(target=watch, daemon=True, name="supervisor-gone").start()
