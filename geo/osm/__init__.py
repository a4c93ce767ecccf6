"""Reading OpenStreetMap files (``.osm.pbf``): checked before they are read, then all that is needed in one pass."""
