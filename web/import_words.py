"""What an import of districts or hotspots did, line by line, in the reader's words."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from geo.hotspot_merge import Merged
from geo.outlines_file import OutlineKind, Outlines
from web.lead.district_import import DistrictsImported
from web.lead.hotspot_import import HotspotsImported, MergedNeeds
from web.words import N_, Words

SHOWN = 10
"""So many ids stand in a refusal."""

_COUNTS = {
    OutlineKind.DISTRICTS: N_("%(count)s outlines of districts, by the names in “%(column)s”."),
    OutlineKind.NEIGHBOURHOODS: N_(
        "%(count)s outlines of neighbourhoods, by the names in “%(column)s”; they make up %(districts)s districts."
    ),
}


def next_step(words: Words) -> str:
    """Say what is to be done after streets or a timetable came into use."""
    return words.text(
        "A server that runs uses this at once, without a restart. Weeks that are planned keep their travel times until "
        "they are planned again."
    )


def district_lines(words: Words, told: DistrictsImported, *, valid_from: date | None) -> list[str]:
    """Say which outlines came in, what was left out and why, and which hotspots have another district now."""
    return [
        *_outline_lines(words, told.outlines),
        *_earlier(words, told, valid_from),
        *_moved(words, told),
        *_outside(words, told),
    ]


def hotspot_lines(words: Words, told: HotspotsImported) -> list[str]:
    """Say what became of each hotspot and need."""
    return [*_merged(words, told.hotspots), *_merged_needs(words, told.needs), *_weeks(words, told)]


def lost_text(words: Words, told: HotspotsImported) -> str:
    """Say what would be lost, and how to do it all the same."""
    said = words.text(
        "%(needs)s needs would be lost, and stops in %(weeks)s coming weeks would have no place. Nothing was changed. "
        "If that is meant, add --yes.",
        needs=words.number(len(told.needs.removed)),
        weeks=words.number(len(told.weeks)),
    )
    return "\n".join(
        [
            said,
            *_shortened(words, N_("Places that would be removed: %(ids)s."), told.hotspots.removed),
            *_shortened(words, N_("Needs that would be removed: %(ids)s."), told.needs.removed),
            *_weeks(words, told),
            words.text("Each of them is told with --dry-run."),
        ]
    )


def _outline_lines(words: Words, outlines: Outlines) -> Iterator[str]:
    districts = len({area.name for area in outlines.areas if area.valid.end is None})
    count = words.number(outlines.count - outlines.left_out)
    yield words.text(_COUNTS[outlines.kind], count=count, column=outlines.name_field, districts=districts)
    for written, known in outlines.respelled:
        yield "- " + words.text("“%(written)s” is read as %(known)s.", written=written, known=known)
    of_parts = outlines.kind is OutlineKind.NEIGHBOURHOODS
    said = (
        N_("Left out, since no neighbourhood is called so:")
        if of_parts
        else N_("New names of districts, that the city has not known:")
    )
    if outlines.unknown:
        yield words.text(said)
    for unknown in outlines.unknown:
        hint = words.text("Did you mean %(name)r?", name=unknown.nearest) if unknown.nearest else ""
        row = words.text("row %(row)s", row=unknown.row)
        yield f"- {unknown.name} ({row}). {hint}".rstrip()
    if outlines.ended:
        names = words.listed(list(outlines.ended))
        yield words.text("Left out, since they hold on none of the days asked for: %(names)s.", names=names)
    if outlines.lacking:
        names = words.listed(list(outlines.lacking))
        yield words.text("Not in the file, so places there go by the nearest known point: %(names)s.", names=names)


def _earlier(words: Words, told: DistrictsImported, valid_from: date | None) -> Iterator[str]:
    if told.earlier and valid_from:
        yield words.plural(
            "%(num)s earlier outline stays for the days before %(day)s.",
            "%(num)s earlier outlines stay for the days before %(day)s.",
            told.earlier,
            day=valid_from.isoformat(),
        )


def _moved(words: Words, told: DistrictsImported) -> Iterator[str]:
    count = len(told.moved)
    if not count:
        yield words.text("No place gets another district.")
        return
    yield words.plural("%(num)s place gets another district:", "%(num)s places get another district:", count)
    for moved in told.moved:
        yield f"- {moved.id}: {moved.before or '–'} → {moved.now}"


def _outside(words: Words, told: DistrictsImported) -> Iterator[str]:
    if told.outside:
        yield words.plural(
            "%(num)s place lies in none of the outlines and keeps its district:",
            "%(num)s places lie in none of the outlines and keep their district:",
            len(told.outside),
        )
    for ident, district in told.outside:
        yield f"- {ident}: {district or '–'}"


def _merged(words: Words, merged: Merged) -> Iterator[str]:
    yield words.text(
        "Places: %(added)s added, %(changed)s changed, %(removed)s removed, %(unchanged)s as they were, "
        "%(kept)s not in the file and kept.",
        **_figures(words, merged),
        kept=words.number(len(merged.kept)),
    )
    yield from _each(merged)
    if merged.located:
        yield words.text("District found by the place: %(ids)s.", ids=", ".join(merged.located))
    lacking = [h.id for h in merged.hotspots if h.id in merged.added and h.district is None]
    if lacking:
        yield words.text("No district is known for: %(ids)s.", ids=", ".join(lacking))


def _merged_needs(words: Words, merged: MergedNeeds) -> Iterator[str]:
    if merged.added or merged.changed or merged.removed or merged.unchanged:
        yield words.text(
            "Needs: %(added)s added, %(changed)s changed, %(removed)s removed, %(unchanged)s as they were.",
            **_figures(words, merged),
        )
        yield from _each(merged)


def _figures(words: Words, merged: Merged | MergedNeeds) -> dict[str, str]:
    return {name: words.number(len(getattr(merged, name))) for name in ("added", "changed", "removed", "unchanged")}


def _each(merged: Merged | MergedNeeds) -> Iterable[str]:
    yield from (f"+ {ident}" for ident in merged.added)
    yield from (f"~ {change.id}: {', '.join(change.fields)}" for change in merged.changed)
    yield from (f"- {ident}" for ident in merged.removed)


def _shortened(words: Words, said: str, ids: Sequence[str]) -> Iterator[str]:
    if ids:
        more = [words.text("%(num)s more", num=words.number(len(ids) - SHOWN))] if len(ids) > SHOWN else []
        yield words.text(said, ids=words.listed([*ids[:SHOWN], *more]))


def _weeks(words: Words, told: HotspotsImported) -> Sequence[str]:
    if not told.weeks:
        return []
    said = words.text("Plan these weeks anew, since they have stops at places that are removed:")
    return [said, *(f"- {team} {week}" for team, week in told.weeks)]
