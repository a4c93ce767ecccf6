"""The addresses of tips: parse, call, answer in JSON."""

from flask import Blueprint, Response, jsonify
from sqlalchemy import select

from web.client_json import sent_json
from web.field.visit_places import may_see
from web.parts import parts
from web.security.access import allow, the_person
from web.security.person import Role
from web.store.tables.places import HotspotRow
from web.tips.actions import leave_tip
from web.tips.public_views import neighbourhood_names
from web.tips.tip import TipError, tip_from_json

tips = Blueprint("tips", __name__)


@tips.put("/api/teams/<team>/tips/<tip>")
@allow(Role.LEAD, Role.FIELD, Role.COORDINATOR, of_team=True)
def put_tip(team: str, tip: str) -> tuple[Response, int]:
    """Keep a tip that somebody of the team was told by telephone or in the street."""
    try:
        report = tip_from_json(tip, sent_json(), places=_known_places(team))
        left = leave_tip(
            parts().store,
            the_person().actor,
            report,
            key=parts().keys.tips_key,
            bounds=parts().city_settings().bounds,
            team=team,
        )
    except TipError as error:
        return jsonify(field=error.field, code=error.code, found=[str(f.kind) for f in error.found]), 422
    return jsonify(id=left.id, code=left.code), 201 if left.new else 200


def _known_places(team: str) -> frozenset[str]:
    """Give the names that are places and no persons: parts of the city, and what the team may see."""
    with parts().store.read() as session:
        spots = session.scalars(select(HotspotRow)).all()
    return neighbourhood_names() | {spot.name for spot in spots if may_see(spot, team)}
