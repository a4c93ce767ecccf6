"""A proxy on this computer that does what a bad net does: it refuses, loses what is asked, or loses the answer."""

import socket
from enum import StrEnum
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Lock, Thread


class Fault(StrEnum):
    """What happens to a call; ``LOSE_ANSWER`` is the worst: the server has done it, and the phone does not know."""

    NONE = "none"
    REFUSE = "refuse"
    LOSE_CALL = "lose_call"
    LOSE_ANSWER = "lose_answer"
    HALF_ANSWER = "half_answer"
    ERROR = "error"


ERROR = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/html\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbusy"
)


class FaultProxy(ThreadingTCPServer):
    """Passes calls to ``upstream``; the next calls fail as they are told to."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, upstream: int) -> None:
        super().__init__(("127.0.0.1", 0), _Call)
        self.upstream, self.port = upstream, self.server_address[1]
        self.writes: list[tuple[str, Fault]] = []
        self._faults: list[Fault] = []
        self._lock = Lock()
        Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def fail(self, *faults: Fault) -> None:
        """Let the next writes fail so, one after the other."""
        with self._lock:
            self._faults = list(faults)

    def fault_of(self, line: str) -> Fault:
        method = line.split(" ", 1)[0]
        if method != "PUT":
            return Fault.NONE
        with self._lock:
            fault = self._faults.pop(0) if self._faults else Fault.NONE
            self.writes.append((line, fault))
        return fault

    def handle_error(self, request, client_address) -> None:
        """A browser that goes away in the middle is nothing to tell of."""


class _Call(BaseRequestHandler):
    def handle(self) -> None:
        call = _read_call(self.request)
        if not call:
            return
        fault = self.server.fault_of(call.split(b"\r\n", 1)[0].decode("latin-1"))
        if fault in {Fault.REFUSE, Fault.LOSE_CALL}:
            return
        if fault is Fault.ERROR:
            self.request.sendall(ERROR)
            return
        answer = b""
        try:
            with socket.create_connection(("127.0.0.1", self.server.upstream), timeout=30) as upstream:
                upstream.sendall(call)
                while piece := upstream.recv(65536):
                    if fault is Fault.NONE:
                        self.request.sendall(piece)
                    answer += piece
        except OSError:
            return
        if fault is Fault.HALF_ANSWER:
            self.request.sendall(answer[: len(answer) // 2])


def _read_call(client: socket.socket) -> bytes:
    client.settimeout(30)
    read = b""
    try:
        while b"\r\n\r\n" not in read:
            piece = client.recv(65536)
            if not piece:
                return b""
            read += piece
        head, body = read.split(b"\r\n\r\n", 1)
        lines = [line for line in head.split(b"\r\n") if not line.lower().startswith((b"connection:", b"keep-alive:"))]
        length = next((int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length:")), 0)
        while len(body) < length:
            body += client.recv(65536)
    except (OSError, ValueError):
        return b""
    return b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body
