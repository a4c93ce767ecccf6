"""Doors and screens; `web.app` lists every part of the program."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from web.settings import Settings


def create_app(settings: "Settings | None" = None) -> "Flask":
    """Make the application; commands that need no pages load none.

    Parameters
    ----------
    settings
        What this installation has chosen; None for the defaults.
    """
    from web.app import make_app

    return make_app(settings)
