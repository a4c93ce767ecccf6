"""A door for the kill test: an HTTP server that keeps visits and tips by the store's actions, and asks for plans."""

import os
import socket
import sys
from datetime import datetime

import waitress
from flask import Flask, request

from web.field.actions import log_visit
from web.field.visit import VisitReport
from web.jobs.jobs import Jobs
from web.jobs.orders import PlanOrder
from web.parts import Parts
from web.settings import Settings
from web.store.tables.visits import Outcome
from web.tips.actions import leave_tip
from web.tips.tip import TipReport, Worry


def make_app(parts: Parts) -> Flask:
    app = Flask(__name__)
    jobs = Jobs(parts.store)
    bounds = parts.city_settings().bounds

    @app.put("/visits/<ident>")
    def visit(ident: str) -> dict[str, object]:
        told = request.get_json()
        report = VisitReport(
            ident, told["team"], told["hotspot"], datetime.fromisoformat(told["at"]), Outcome.DONE, {"unknown": 1}, {}
        )
        return {"id": log_visit(parts.store, "account:1", report).id}

    @app.put("/tips/<ident>")
    def tip(ident: str) -> dict[str, object]:
        told = request.get_json()
        report = TipReport(ident, told["lon"], told["lat"], Worry.COLD_OR_ILL, "")
        return {"id": leave_tip(parts.store, "anyone", report, key=parts.keys.audit_key, bounds=bounds).id}

    @app.post("/plans/<team>/<week>")
    def plan(team: str, week: str) -> dict[str, object]:
        return {
            "id": jobs.submit(PlanOrder(team, week, seconds=float(request.get_json()["seconds"])), actor="account:1").id
        }

    return app


def main() -> None:
    parts = Parts.of(Settings.from_environment(os.environ))
    listening = socket.socket(fileno=int(sys.argv[1]))
    waitress.create_server(make_app(parts), sockets=[listening], threads=4).run()


if __name__ == "__main__":
    main()
