"""A proof of work of our own: a signed ticket with a puzzle that a browser solves before it sends a tip."""

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from uuid import uuid4

from web.client_ids import is_uuid
from web.store.store import Work
from web.store.tables.tips import SpentProof

PARTS = 16
"""Small puzzles of one ticket: many of them take everybody about as long, where one would be a lottery."""

HOLDS = timedelta(hours=3)
"""How long a ticket holds: as long as somebody may have the page open."""

_LONGEST_PROOF = PARTS * 11


class TicketError(ValueError):
    """A ticket that was not made here, or holds no longer."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a page is handed out with.

    Attributes
    ----------
    id
        The id of the tip that is sent with it: sending it twice is one tip.
    issued_at
        When, in whole seconds.
    bits
        Zero bits with which the hash of each small puzzle must begin.
    seal
        Its HMAC-SHA256, shortened to 128 bits: nobody can make a ticket, or make its puzzle easier.
    """

    id: str
    issued_at: datetime
    bits: int
    seal: str

    def __str__(self) -> str:
        """Write it as it travels through a form."""
        return f"{self.id}.{int(self.issued_at.timestamp())}.{self.bits}.{self.seal}"

    @property
    def until(self) -> datetime:
        """When it ends to hold."""
        return self.issued_at + HOLDS

    @property
    def hash(self) -> str:
        """The SHA-256 by which it is remembered as spent."""
        return sha256(f"tip-ticket-spent\0{self}".encode()).hexdigest()


def new_ticket(key: bytes, now: datetime, *, bits: int) -> Ticket:
    """Make a ticket with an id of its own."""
    ident, issued_s = str(uuid4()), int(now.timestamp())
    return Ticket(ident, datetime.fromtimestamp(issued_s, UTC), bits, _seal(key, ident, issued_s, bits))


def read_ticket(key: bytes, text: str, now: datetime) -> Ticket:
    """Read a ticket that came back.

    Raises
    ------
    TicketError
        It was not made here, or holds no longer.
    """
    parts = text.split(".")
    if (
        len(parts) != 4
        or not is_uuid(parts[0])
        or not all(p.isascii() and p.isdigit() and len(p) < 12 for p in parts[1:3])
    ):
        raise TicketError("no ticket")
    issued_s, bits = int(parts[1]), int(parts[2])
    if not hmac.compare_digest(_seal(key, parts[0], issued_s, bits).encode(), parts[3].encode()):
        raise TicketError("not made here")
    ticket = Ticket(parts[0], datetime.fromtimestamp(issued_s, UTC), bits, parts[3])
    if now >= ticket.until or now < ticket.issued_at - timedelta(minutes=1):
        raise TicketError("holds no longer")
    return ticket


def is_solved(ticket: Ticket, proof: str) -> bool:
    """Tell whether a proof is right: for each small puzzle a number whose hash begins with enough zero bits."""
    numbers = proof.split(",") if len(proof) <= _LONGEST_PROOF else []
    return len(numbers) == PARTS and all(
        number.isascii() and number.isdigit() and _fits(ticket, part, number) for part, number in enumerate(numbers)
    )


def solve(ticket: Ticket) -> str:
    """Solve a ticket's puzzle, as ``tips_worker.js`` does in a browser.

    Examples
    --------
    >>> ticket = new_ticket(b"k" * 32, datetime.now(UTC), bits=4)
    >>> is_solved(ticket, solve(ticket)), is_solved(ticket, "")
    (True, False)
    """
    return ",".join(
        next(str(number) for number in count() if _fits(ticket, part, str(number))) for part in range(PARTS)
    )


def spend(work: Work, ticket: Ticket) -> None:
    """Remember that a ticket was handed in: it is not taken again."""
    work.session.add(SpentProof(hash=ticket.hash, until=ticket.until))


def _fits(ticket: Ticket, part: int, number: str) -> bool:
    digest = sha256(f"{ticket.seal}:{part}:{number}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> (32 - ticket.bits) == 0


def _seal(key: bytes, ident: str, issued_s: int, bits: int) -> str:
    return hmac.new(key, f"tip-ticket\0{ident}.{issued_s}.{bits}".encode(), sha256).hexdigest()[:32]
