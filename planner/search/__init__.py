"""Orienteering over arrays: a search for routes worth the most, and a proof of how good they are; it knows no week."""
