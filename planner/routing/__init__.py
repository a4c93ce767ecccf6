"""Pairs to routes: which needs each pair meets in its shift, in which order and when."""
