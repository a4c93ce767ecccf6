"""What our server is compared with: a Flask and SQLite program of some thirty lines, as its tutorial would write it.

Run: ``python benchmarks/load_peer.py FILE``; it prints its port. Durable as ours: WAL with ``synchronous=FULL``.
"""

import logging
import sqlite3
import sys
from uuid import uuid4

import waitress
from flask import Flask, abort, g, jsonify, render_template_string, request, session

app = Flask(__name__)
app.secret_key = "only for the benchmark, on loopback"  # noqa: S105
PAGE = """<!doctype html><title>Visits</title><h1>{{ g.user["name"] }}</h1><table>
{% for v in visits %}<tr><td>{{ v["at"] }}<td>{{ v["place"] }}<td>{{ v["outcome"] }}<td>{{ v["note"] }}{% endfor %}
</table>"""


@app.before_request
def connect():
    g.db = sqlite3.connect(sys.argv[1], timeout=5)
    g.db.row_factory = sqlite3.Row
    g.db.execute("PRAGMA synchronous=FULL")
    g.user = g.db.execute("SELECT * FROM user WHERE id = ?", (session.get("user"),)).fetchone()
    if g.user is None and request.path != "/login":
        abort(401)


@app.teardown_request
def close(_error):
    g.db.close()


@app.post("/login")
def login():
    g.db.execute("INSERT OR IGNORE INTO user VALUES (?, ?)", (int(request.form["user"]), "Lärka"))
    g.db.commit()
    session["user"] = int(request.form["user"])
    return ""


def newest():
    return g.db.execute("SELECT * FROM visit ORDER BY at DESC LIMIT 50").fetchall()


@app.get("/visits")
def page():
    return render_template_string(PAGE, visits=newest())


@app.get("/api/visits")
def listed():
    return jsonify([dict(row) for row in newest()])


@app.post("/api/visits")
def add():
    told = request.get_json()
    values = (str(uuid4()), told["at"], told["hotspot"], told["outcome"], told["note"])
    g.db.execute("INSERT INTO visit VALUES (?, ?, ?, ?, ?)", values)
    g.db.commit()
    return jsonify(id=values[0]), 201


if __name__ == "__main__":
    with sqlite3.connect(sys.argv[1]) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE visit (id TEXT PRIMARY KEY, at TEXT, place TEXT, outcome TEXT, note TEXT)")
        made.execute("CREATE INDEX visit_at ON visit (at)")
        made.execute("CREATE TABLE user (id INTEGER PRIMARY KEY, name TEXT)")
    made.close()
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # as ours does
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=8)
    print(server.effective_port, flush=True)
    server.run()
