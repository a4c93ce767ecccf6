"""GeoJSON that stands in an element of a page: data that no browser can take for markup."""

import json
from collections.abc import Iterable, Mapping
from typing import Any


def inline_geojson(features: Iterable[Mapping[str, Any]]) -> str:
    """Write features as a FeatureCollection (RFC 7946) without a sign that could end the element.

    Examples
    --------
    >>> "<" in inline_geojson([{"type": "Feature", "properties": {"title": "</script>"}}])
    False
    """
    collection = {"type": "FeatureCollection", "features": list(features)}
    text = json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
