"""A second edit: who changed what meanwhile, said beside what was typed, which stays."""

from collections.abc import Sequence
from dataclasses import dataclass

from web.lead.place_fields import Typed
from web.lead.place_words import FIELDS, value_text
from web.words import N_, Words

SAID = N_(
    "%(who)s changed this at %(time)s, while you were writing. What you wrote is still here and is not "
    "saved. See what differs; if you save again, yours holds."
)


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What somebody else did: a sentence, and for each field that differs its name and how it is kept now."""

    said: str
    differs: tuple[tuple[str, str], ...]


def meanwhile(words: Words, typed: Typed, now: Typed, *, who: str, time: str) -> Meanwhile:
    """Compare what was typed with what is kept now.

    Parameters
    ----------
    now
        The form as it would be filled in now.
    who, time
        Who changed it, and when.
    """
    differs = tuple(
        (
            words.text(FIELDS[name]) if name in FIELDS else name,
            ", ".join(value_text(words, name, v) for v in kept) or "–",
        )
        for name, kept in now.items()
        if sorted(_lines(kept)) != sorted(_lines(typed.get(name, ())))
    )
    return Meanwhile(words.text(SAID, who=who, time=time), differs)


def _lines(values: Sequence[str]) -> list[str]:
    return [value.replace("\r\n", "\n").strip() for value in values if value.strip()]
