"""Layers of a GeoPackage come back as they were written."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import Point

from geo.layers_file import Layer, LayerError, read_layer, write_layers

COLUMNS = {"id": str, "minutes": int, "weight": float, "note": str}
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)
ROW = st.tuples(
    TEXT,
    st.none() | st.integers(-(2**53), 2**53),
    st.none() | st.floats(allow_nan=False, allow_infinity=False),
    st.none() | TEXT,
)
COORDINATE = st.floats(0, 8e6)
SHAPE = st.none() | st.builds(Point, COORDINATE, COORDINATE)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(ROW, SHAPE), max_size=5))
def test_every_row_comes_back_as_it_was(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("layers") / "a.gpkg"
    layer = Layer("place", COLUMNS, [row for row, _ in rows], [shape for _, shape in rows])
    write_layers(path, [layer, Layer("empty", COLUMNS, [], [])])
    found = read_layer(path, "place", COLUMNS)
    assert list(found.rows) == list(layer.rows)
    assert list(found.shapes) == list(layer.shapes)
    assert list(read_layer(path, "empty", COLUMNS).rows) == []


def test_what_is_no_geopackage_or_lacks_a_layer_or_column_is_told(tmp_path):
    path = tmp_path / "a.gpkg"
    path.write_bytes(b"nothing")
    with pytest.raises(LayerError):
        read_layer(path, "place", COLUMNS)
    path.unlink()
    write_layers(path, [Layer("place", {"id": str}, [("a",)], [None])])
    for name, columns in (("other", {"id": str}), ("place", COLUMNS)):
        with pytest.raises(LayerError):
            read_layer(path, name, columns)
    with pytest.raises(OSError, match="gpkg"):
        write_layers(tmp_path / "no" / "a.gpkg", [Layer("place", {"id": str}, [], [])])
