"""JSON that a client sends: whatever it is, it is no error of ours."""

from typing import Any

from flask import request


def sent_json() -> Any:  # noqa: ANN401 - what a client sent
    """Give what a client sent; None where it is no JSON, or is nested deeper than anything that is sent here."""
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None
