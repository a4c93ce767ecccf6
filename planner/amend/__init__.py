"""A plan changed: planned again with least change, one more stop, edits by hand, what differs, what if."""
