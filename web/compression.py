"""Compressed answers: a week's page is a tenth as long on the wire.

A page that holds a secret and what somebody else wrote could be guessed by its length (BREACH). Our sessions are
``SameSite`` cookies, so that no other site can make a browser ask for such pages again and again, and what no session
protects holds no secret.
"""

from flask import Flask
from flask_compress import Compress

KINDS = [
    "text/html",
    "text/css",
    "text/javascript",
    "text/csv",
    "text/calendar",
    "application/json",
    "application/geo+json",
    "application/manifest+json",
    "image/svg+xml",
]
"""What is compressed; map tiles and files that are compressed already are not."""


def add_compression(app: Flask) -> None:
    """Let answers be compressed as the browser asks: Brotli, else gzip."""
    app.config.update(
        COMPRESS_MIMETYPES=KINDS,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=4,
        COMPRESS_LEVEL=5,
        COMPRESS_MIN_SIZE=1000,
        COMPRESS_STREAMS=False,
    )
    Compress(app)
