"""The local base map: what an OpenStreetMap file shows of water, parks, streets and buildings, as vector tiles.

Two files of tiles (PMTiles, format 3, holding gzipped Mapbox vector tiles in web Mercator) lie in an import's folder.
What is drawn beyond the last zoom is enlarged from it.

``ground.pmtiles``: one layer, ``ground``, zooms 9 to 14. Every feature has ``kind``; an attribute that does not apply
is absent.

=========  ========  =========================================================  ==============================
kind       geometry  what                                                       attributes
=========  ========  =========================================================  ==============================
water      polygon   lakes, rivers with banks, basins, and the sea              name
waterway   line      rivers, canals and streams that have no banks in the file  name
park       polygon   parks, gardens, woods, grass, cemeteries                   name
square     polygon   squares and pedestrian areas                               name
street     line      streets that cars use, and pedestrian streets              rank, name, tunnel, bridge
path       line      footways, paths, steps, cycleways                          name, tunnel, bridge
rail       line      railway, tram and metro                                    tunnel, bridge
place      point     name of a city (1), district or suburb (2), quarter (3)    name, rank
station    point     name of a railway or metro station                         name
label      point     where to write the name of a water, park or square         name, of, rank
=========  ========  =========================================================  ==============================

``rank`` of a street: 1 motorways and trunk roads, 2 primary and secondary, 3 tertiary, residential and pedestrian
streets, 4 service roads and tracks. ``rank`` of a label: 1 large (above 1 km²), 2 (above 5 hectares), 3 smaller. ``of``
is ``"water"``, ``"park"`` or ``"square"``. ``tunnel`` and ``bridge`` are 1 where they apply. These three are numbers,
all else is text. Land is what is no water: it has no feature, so the page's own colour is the land.

Zooms 9 to 11 hold water and parks above two hectares, waterways, streets of rank 1 and 2, rail, and places and labels
of rank 1 and 2. Zooms 12 and 13 hold all but paths and streets of rank 4. Zoom 14 holds all.

``buildings.pmtiles``: one layer, ``buildings``, zoom 15 alone; polygons with ``kind`` = ``"building"``.

A file that holds none of something has no such features; ``buildings.pmtiles`` is absent where it has no buildings.
"""
