"""The pair's door: what happened in the field."""
