"""Small OpenStreetMap files, written by the tests themselves."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import osmium
import pytest

Node = tuple[float, float] | tuple[float, float, dict[str, str]]


def write_osm_file(
    path: Path,
    nodes: dict[int, Node],
    ways: dict[int, tuple[list[int], dict[str, str]]],
    relations: dict[int, tuple[list[tuple[str, int, str]], dict[str, str]]] | None = None,
    header: osmium.io.Header | None = None,
) -> Path:
    """Write a file as its users have it: nodes, ways and relations by rising id."""
    options: dict[str, Any] = {"header": header} if header else {}
    with osmium.SimpleWriter(str(path), overwrite=True, **options) as writer:
        for ident, (lon, lat, *tags) in sorted(nodes.items()):
            writer.add_node(osmium.osm.mutable.Node(id=ident, location=(lon, lat), tags=dict(*tags)))
        for ident, (refs, tags) in sorted(ways.items()):
            writer.add_way(osmium.osm.mutable.Way(id=ident, nodes=refs, tags=tags))
        for ident, (members, tags) in sorted((relations or {}).items()):
            writer.add_relation(osmium.osm.mutable.Relation(id=ident, members=members, tags=tags))
    return path


@pytest.fixture
def osm_file(tmp_path: Path) -> Callable[..., Path]:
    """Write an ``.osm.pbf`` from nodes, ways and relations by id; gives its path."""

    def write(nodes, ways, relations=None, *, name="city.osm.pbf", header=None):
        return write_osm_file(tmp_path / name, nodes, ways, relations, header)

    return write


@pytest.fixture
def town(osm_file) -> Path:
    """Give a file of a town of five by five blocks of 100 m, with a park, a lake, houses and names."""
    step = 0.001
    nodes: dict[int, Node] = {1 + x + 6 * y: (18.0 + x * step, 59.0 + y * step) for x in range(6) for y in range(6)}
    ways = {}
    for y in range(6):
        ways[100 + y] = ([1 + x + 6 * y for x in range(6)], {"highway": "residential", "name": f"{y} gatan"})
        ways[200 + y] = ([1 + y + 6 * x for x in range(6)], {"highway": "residential" if y in {0, 5} else "footway"})
    corners = [(0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8)]
    kinds = [
        {"leisure": "park", "name": "Parken"},
        {"natural": "water", "name": "Sjön"},
        {"building": "yes"},
        {"landuse": "grass"},
    ]
    for block, tags in enumerate(kinds):
        first = 1000 + 10 * block
        nodes |= {first + k: (18.0 + (block + x) * step, 59.0 + y * step) for k, (x, y) in enumerate(corners)}
        ways[300 + block] = ([first, first + 1, first + 2, first + 3, first], tags)
    nodes[2000] = (18.002, 59.002, {"place": "suburb", "name": "Norra"})
    nodes[2001] = (18.003, 59.003, {"railway": "station", "name": "Centralen"})
    return osm_file(nodes, ways, {1: ([("w", 100, "")], {"type": "route"})})
