"""Faults of input files in the reader's words; the English sentences stand in ``geo``."""

from collections.abc import Mapping

from geo.fault_codes import MEANS
from geo.faults import Fault
from web.words import N_, Words

TERMS: Mapping[str, str] = {
    # types of values
    "boolean": N_("true or false"),
    "number": N_("a number"),
    "text": N_("text"),
    "date": N_("a date"),
    "datetime": N_("a date with a time"),
    "list": N_("a list"),
    "table": N_("a table"),
    "object": N_("an object"),
    "geometry": N_("a geometry"),
    "nothing": N_("nothing"),
    "tabs": N_("tabs"),
    "vertical bars": N_("vertical bars"),
    # why a file or a text cannot be read
    "another structure": N_("another structure"),
    "cut short": N_("cut short"),
    "damaged": N_("damaged"),
    "too deeply nested": N_("too deeply nested"),
    "another format": N_("another format"),
    "announces more than it holds": N_("announces more than it holds"),
    "OpenStreetMap as XML, which is not read": N_("OpenStreetMap as XML, which is not read"),
    "a history of changes": N_("a history of changes"),
    "not sorted": N_("not sorted"),
    "empty": N_("empty"),
    "day": N_("unknown weekday"),
    "hours": N_("hours are missing or wrongly written"),
    "clock": N_("no such time of day"),
    "zero": N_("begins when it ends"),
    "overlap": N_("overlapping hours"),
    # what is referred to
    "worker": N_("worker"),
    "base": N_("base"),
    "hotspot": N_("place"),
    "season": N_("season"),
    "district": N_("district"),
    "period": N_("period"),
    "team": N_("team"),
    "landmass": N_("landmass"),
    "neighbourhood": N_("neighbourhood"),
    "stop": N_("stop of a line"),
    "trip": N_("trip"),
    "route": N_("line"),
    "service": N_("set of service days"),
    # why a zip file or a table in it cannot be read
    "open quote": N_("a quotation mark is not closed"),
    "other packing": N_("packed in a way that is not known"),
    "not a zip": N_("it is another kind of file"),
}
"""Words that ``geo`` puts into faults itself; whatever else stands there is shown as it is."""

_OWN = frozenset({"found", "expected", "reason", "what"})
"""Parameters that ``geo`` fills; the others are quoted from the file."""


def fault_text(words: Words, fault: Fault) -> str:
    """Say where a fault is, what is wrong and what to do.

    Examples
    --------
    >>> from geo.faults import FaultCode
    >>> from web.words import translator
    >>> fault = Fault("city.toml", 4, "kind", FaultCode.UNKNOWN_KEY, {"nearest": "name"})
    >>> fault_text(translator("en"), fault)
    "city.toml, row 4, kind: the key is not known; rename or remove it. Did you mean 'name'?"
    """
    place = fault.file
    if fault.row is not None:
        place = words.text("%(file)s, row %(row)s", file=fault.file, row=fault.row)
    if fault.params.get("id"):
        place += f" ({fault.params['id']})"
    if fault.field:
        place += f", {fault.field}"
    params = {
        name: words.text(TERMS[str(value)]) if name in _OWN and value in TERMS else value
        for name, value in fault.params.items()
    }
    said = words.text(MEANS[fault.code]).format_map(params)
    nearest = fault.params.get("nearest")
    hint = words.text("Did you mean %(name)r?", name=nearest) if nearest else ""
    return f"{place}: {said}. {hint}".rstrip()
