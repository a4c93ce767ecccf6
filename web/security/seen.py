"""Write down that a person saw something sensitive: at most once a quarter of an hour for each person and thing."""

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from flask import current_app

from web.parts import parts
from web.security.person import Person
from web.store.faults import StoreError

EVERY_S = 15 * 60
"""How long one entry of the audit stands for, in seconds."""

_MOST = 20_000
_EXTENSION = "faltplan_seen"


class Seen:
    """What this process has written down lately.

    Parameters
    ----------
    clock
        Seconds that only go forward.
    most
        How many persons and things are remembered; the oldest are forgotten first and written down again.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic, most: int = _MOST) -> None:
        self._clock, self._most = clock, most
        self._at: OrderedDict[tuple[str, str, str], float] = OrderedDict()
        self._lock = Lock()

    def is_new(self, actor: str, kind: str, object_id: str) -> bool:
        """Tell whether it is time to write it down, and remember that it was."""
        key, now = (actor, kind, object_id), self._clock()
        with self._lock:
            before = self._at.get(key)
            if before is not None and now - before < EVERY_S:
                return False
            self._at[key] = now
            self._at.move_to_end(key)
            while len(self._at) > self._most:
                self._at.popitem(last=False)
            return True

    def forget(self, actor: str, kind: str, object_id: str) -> None:
        """Forget that it was written down, because it could not be."""
        with self._lock:
            self._at.pop((actor, kind, object_id), None)


def saw(person: Person, kind: str, object_id: str, team: str = "") -> None:
    """Write into the audit that a person saw a thing (action ``<kind>.seen``), where it is time to.

    A pair that is out needs its plan even when the disk is full. So what cannot be written is told in the log, and the
    next look tries again.
    """
    seen: Seen = current_app.extensions.setdefault(_EXTENSION, Seen())
    if not seen.is_new(person.actor, kind, object_id):
        return
    try:
        parts().store.note(person.actor, f"{kind}.seen", kind, object_id, team=team)
    except StoreError as error:
        seen.forget(person.actor, kind, object_id)
        current_app.logger.warning("not in the audit: %s saw %s %s (%s)", person.actor, kind, object_id, error.fault)
