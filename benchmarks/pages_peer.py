"""What pages are measured beside: the same places and routes as Folium writes them by itself, served as files.

``python -m benchmarks.pages_peer FOLDER`` writes ``index.html`` from the folder's ``plan.geojson``, with the same
Leaflet beside it, and serves the folder on a free port, which it prints.
"""

import functools
import http.server
import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import folium

from web.maps.vendor import VENDOR


def write_page(folder: Path, plan: dict[str, Any]) -> None:
    """Write the page from the week's GeoJSON: a marker for each place and stop, a line for each leg."""
    made = folium.Map(location=[59.33, 18.06], zoom_start=12, tiles=None)
    for feature in plan["features"]:
        shape, said = feature["geometry"], feature["properties"]
        if shape["type"] == "LineString":
            folium.PolyLine([(lat, lon) for lon, lat in shape["coordinates"]], tooltip=said["title"]).add_to(made)
        elif said["role"] in {"stop", "place", "unplanned"}:
            lon, lat = shape["coordinates"]
            folium.CircleMarker((lat, lon), radius=8, tooltip="<br>".join(said["lines"])).add_to(made)
    page = made.get_root().render()
    (folder / "index.html").write_text(_own_files(folder, page), encoding="utf-8")


def _own_files(folder: Path, page: str) -> str:
    """Put Leaflet of this folder in the place of the one that Folium fetches; what this map needs not goes."""
    for name in ("leaflet.js", "leaflet.css"):
        shutil.copy(VENDOR / "leaflet" / name, folder / name)
    page = re.sub(r'<script src="https://[^"]*/leaflet\.js"></script>', '<script src="leaflet.js"></script>', page)
    page = re.sub(r'(<link rel="stylesheet" href=)"https://[^"]*/leaflet\.css"', r'\1"leaflet.css"', page)
    page = re.sub(r'<script src="https://[^"]*"></script>', "", page)
    return re.sub(r'<link rel="stylesheet" href="https://[^"]*"\s*/>', "", page)


def main() -> None:
    """Write and serve."""
    folder = Path(sys.argv[1])
    write_page(folder, json.loads((folder / "plan.geojson").read_text(encoding="utf-8")))
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
