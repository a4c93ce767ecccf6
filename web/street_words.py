"""What an import of streets is at and what it did, in the reader's words."""

from collections.abc import Iterator, Mapping

from geo.import_streets import ATTRIBUTION, Stage, StreetsImport
from geo.osm.blocks import Blocks
from web.words import N_, Words

STAGES: Mapping[Stage, str] = {
    Stage.CHECK: N_("checking the file"),
    Stage.READ: N_("reading streets and ground"),
    Stage.STREETS: N_("joining the streets"),
    Stage.GROUND: N_("drawing the ground"),
    Stage.TILES: N_("writing the base map"),
    Stage.SAVE: N_("putting it in use"),
}

KINDS: Mapping[str, str] = {
    "street": N_("streets"),
    "path": N_("paths"),
    "rail": N_("stretches of rail"),
    "water": N_("waters"),
    "waterway": N_("watercourses"),
    "park": N_("parks and greens"),
    "square": N_("squares"),
    "building": N_("buildings"),
    "place": N_("names of districts"),
    "station": N_("stations"),
    "label": N_("names of waters, parks and squares"),
}

LEFT_OUT: Mapping[str, str] = {
    "no_street": N_("ways that are no streets, as bus stops"),
    "not_built": N_("streets that are planned, being built or gone"),
    "closed": N_("streets that are closed to everybody, as private ones"),
    "behind_barriers": N_("stretches behind gates, bollards and walls, for those who cannot pass them"),
    "apart_on_foot": N_("stretches that nobody can walk to from the other streets"),
    "apart_by_car": N_("stretches that no car can come to and back from"),
    "points_missing": N_("points of streets that the file does not have"),
    "areas_incomplete": N_("waters, parks, squares and buildings that the file has in part only"),
    "areas_broken": N_("waters, parks, squares and buildings whose outline cannot be mended"),
    "sea_doubtful": N_("pieces of sea whose shore ends inside the file"),
}

WARNINGS: Mapping[str, str] = {
    "no_relations": N_(
        "The file has no relations, which come last in such files: it may be cut short. Compare its size with the one "
        "told where it was fetched."
    ),
    "points_missing": N_(
        "Some streets lead through points that the file does not have. That is usual at the edge of an extract; in its "
        "middle, streets are missing."
    ),
}


def size_text(words: Words, name: str, blocks: Blocks) -> str:
    """Say how large a file is and how long its import takes."""
    seconds = blocks.expected_s
    time = words.minutes(seconds) if seconds >= 60 else words.text("%(seconds)s s", seconds=words.number(seconds))
    return words.text(
        "%(file)s: %(size)s MB in %(blocks)s blocks. The import takes about %(time)s.",
        file=name,
        size=words.number(blocks.bytes / 1e6, 1),
        blocks=words.number(blocks.count),
        time=time,
    )


def street_lines(words: Words, told: StreetsImport) -> Iterator[str]:
    """Say what came in, what was left out and why, and what looks as if the file were not whole."""
    counts = told.counts
    yield words.text(
        "The streets are in use: %(foot)s km to walk and %(car)s km to drive, as %(edges)s stretches between %(nodes)s "
        "junctions.",
        **{key: words.number(counts[name]) for key, name in _FIGURES.items()},
    )
    if told.data_date:
        yield words.text("The data are of %(date)s.", date=told.data_date)
    drawn = [f"{words.number(counts[kind])} {words.text(said)}" for kind, said in KINDS.items() if counts.get(kind)]
    if drawn:
        yield words.text("The base map shows %(kinds)s.", kinds=words.listed(drawn))
    lost = [(name, said) for name, said in LEFT_OUT.items() if told.left_out.get(name)]
    if lost:
        yield words.text("Left out:")
    for name, said in lost:
        yield f"- {words.number(told.left_out[name])} {words.text(said)}"
    for name in told.warnings:
        yield words.text(WARNINGS[name])
    yield words.text("Named wherever streets or map are shown: %(who)s.", who=ATTRIBUTION)


_FIGURES = {"foot": "foot_km", "car": "car_km", "edges": "edges", "nodes": "nodes"}
