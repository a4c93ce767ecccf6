"""Use case of the public form: what it takes before a tip is kept, and a tip that must wait loses nothing."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from enum import StrEnum
from functools import partial

from geo.point_check import Bounds
from web.store.faults import StaleEditError
from web.store.store import Store
from web.tips.actions import Left, is_kept, leave_tip
from web.tips.form import TipForm, read_form
from web.tips.limits import Counted, TipLimits
from web.tips.puzzle import TicketError, is_solved, read_ticket, spend
from web.tips.tip import TipError, tip_code
from web.words import N_

REPORTER = "anyone"
"""Who leaves a tip, as the audit names them: nobody in particular."""

SHORTEST = timedelta(seconds=3)
"""Nobody reads the page and answers it faster than this."""


class Held(StrEnum):
    """Why a form is not taken yet, though nothing in it is wrong."""

    OLD = "old"
    FAST = "fast"
    ROBOT = "robot"
    SENT = "sent"
    WAIT = "wait"


HELD: Mapping[Held, str] = {
    Held.OLD: N_("The page had been open for long, so it was made anew. All that you wrote is left. Send it once more."),  # noqa: E501
    Held.FAST: N_("That went very fast. All that you wrote is left. Wait a few seconds and send it once more."),
    Held.ROBOT: N_("A field that only robots see was filled in; it is empty now. All that you wrote is left. Send it once more."),  # noqa: E501
    Held.SENT: N_("A tip has been sent from this page already. To send this as another tip, send it once more."),
    Held.WAIT: N_("Many tips have come from here lately. All that you wrote is left. Send it again after %(when)s."),
}  # fmt: skip
"""What is said of each."""


class HeldError(Exception):
    """A form is not taken yet; all in it is left. ``wait_s`` says for how long, ``anew`` that it needs a new ticket."""

    def __init__(self, why: Held, *, wait_s: int = 0) -> None:
        super().__init__(f"{why}: {wait_s} s")
        self.why, self.wait_s = why, wait_s
        self.anew = why in {Held.OLD, Held.SENT}


class FormError(ValueError):
    """A form with faults, by field."""

    def __init__(self, faults: Mapping[str, TipError]) -> None:
        super().__init__(", ".join(map(str, faults.values())))
        self.faults = dict(faults)


def take_in(
    store: Store,
    form: TipForm,
    *,
    address: str,
    lang: str,
    key: bytes,
    bounds: Bounds,
    neighbourhoods: Collection[str],
) -> Left:
    """Keep the tip of a form.

    A form that has been kept gives its code again, whatever has been spent meanwhile: a lost answer loses no code.

    Parameters
    ----------
    address
        The network that it came from; kept only as a keyed hash.

    Raises
    ------
    HeldError
        It is not taken yet.
    FormError
        Something in it is wrong.
    """
    now = store.clock()
    try:
        ticket = read_ticket(key, form.ticket, now)
    except TicketError as error:
        raise HeldError(Held.OLD) from error
    if form.website:
        raise HeldError(Held.ROBOT)
    read = read_form(form, ticket, lang=lang, neighbourhoods=neighbourhoods)
    if read.report is None:
        raise FormError(read.faults)
    try:
        if is_kept(store, read.report):
            return Left(read.report.id, new=False, code=tip_code(key, read.report.id))
        if now - ticket.issued_at < SHORTEST:
            raise HeldError(Held.FAST)
        what = Counted.PROVEN if is_solved(ticket, form.proof) else Counted.PLAIN
        limits = TipLimits(store, key)
        wait_s = limits.take(what, address)
        if wait_s:
            raise HeldError(Held.WAIT, wait_s=wait_s)
        try:
            return leave_tip(store, REPORTER, read.report, key=key, bounds=bounds, spend=partial(spend, ticket=ticket))
        except TipError as error:
            limits.give_back(what, address)
            raise FormError({error.field: error}) from error
    except StaleEditError as error:
        raise HeldError(Held.SENT) from error
