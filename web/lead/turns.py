"""How many questions of one person are answered at the same time, so that nobody takes all threads of the server."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class Turns:
    """Turns of this process.

    Parameters
    ----------
    most
        So many at the same time for each person.

    Examples
    --------
    >>> turns = Turns(1)
    >>> with turns.taken(5) as first, turns.taken(5) as second, turns.taken(6) as of_another:
    ...     print(first, second, of_another)
    True False True
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._taken: Counter[int] = Counter()

    @contextmanager
    def taken(self, person: int) -> Iterator[bool]:
        """Take a turn while the block runs; gives False where the person has as many as there may be."""
        with self._lock:
            free = self._taken[person] < self._most
            self._taken[person] += free
        try:
            yield free
        finally:
            with self._lock:
                self._taken[person] -= free
                if not self._taken[person]:
                    del self._taken[person]
