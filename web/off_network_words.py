"""Which places lie far from the imported streets, in the reader's words."""

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap

from geo.travel.ground import OFF_NETWORK_M
from geo.travel.off_network import OffNetwork
from web.words import Words

IN_LINES, WIDE = 20, 100
"""More places than this stand in running text, so wide."""


def off_network_lines(words: Words, far: Sequence[OffNetwork], names: Mapping[str, str]) -> Iterator[str]:
    """Name the places that lie far from the streets, with how far."""
    if not far:
        yield words.text("Every place lies within %(limit)s m of the streets.", limit=words.number(OFF_NETWORK_M))
        return
    yield words.plural(
        "%(num)s place lies further than %(limit)s m from the imported streets; travel times from it are estimated:",
        "%(num)s places lie further than %(limit)s m from the imported streets; travel times from them are estimated:",
        len(far),
        limit=words.number(OFF_NETWORK_M),
    )
    if len(far) > IN_LINES:
        said = ", ".join(f"{names[off.place.id]} {words.metres(off.metres)}" for off in far)
        yield from wrap(said, WIDE, initial_indent="  ", subsequent_indent="  ", break_long_words=False)
        return
    for off in far:
        yield f"- {off.place.id} ({names[off.place.id]}): {words.metres(off.metres)}"
