"""A server in a process of its own, to be killed and started again: ``python offline_server.py HOME PORT AHEAD_S``.

Its clock is ahead by so many seconds, so that a shift of a made-up plan is tonight's.
"""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from werkzeug.serving import make_server

from web import create_app
from web.settings import Settings


def main(home: str, port: str, ahead_s: str) -> None:
    app = create_app(Settings(home=Path(home)))
    app.config["FALTPLAN"].store.clock = lambda: datetime.now(UTC) + timedelta(seconds=float(ahead_s))
    server = make_server("127.0.0.1", int(port), app, threaded=True)
    print("ready", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
