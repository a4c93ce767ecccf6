"""The application: ``make_app`` lists every part of the program."""

from flask import Flask
from flask_babel import Babel

from web.admin.accounts_views import accounts
from web.admin.retention_views import retention
from web.appearance import appearance
from web.audit.views import audit
from web.compression import add_compression
from web.errors import add_error_pages
from web.field.late import add_late_pairs
from web.field.log_views import log
from web.field.offline_views import offline
from web.field.safety_views import safety
from web.field.shift_views import shift
from web.field.tip_views import told
from web.field.views import field
from web.followup.views import followup
from web.handout.calendar_views import calendars
from web.handout.views import handout
from web.lead.absence_views import absence
from web.lead.edit_views import editing
from web.lead.ground_views import ground
from web.lead.place_import_views import place_import
from web.lead.place_views import place
from web.lead.places_views import places
from web.lead.planning_views import planning
from web.lead.publish_views import publish
from web.lead.reach_views import reach
from web.lead.setup_views import setup
from web.lead.team_views import team
from web.lead.views import lead
from web.navigation import add_navigation
from web.ops.views import add_ops, ops
from web.parts import Parts
from web.security.access import guard
from web.security.accounts import identify
from web.security.headers import add_headers
from web.security.sign_in import add_sign_in
from web.settings import Settings
from web.static_files import add_static_files
from web.tips.public_views import tell
from web.tips.views import tips
from web.triage.pages import triage
from web.words import TRANSLATIONS

MOST_BYTES = 2_000_000
"""Largest form or JSON that is read; reading places in from files takes more (``web.lead.place_import_views``)."""


def make_app(settings: Settings | None = None) -> Flask:
    """Make the application.

    Parameters
    ----------
    settings
        What this installation has chosen; None for the defaults.
    """
    settings = settings or Settings()
    app = Flask(__name__, static_folder=None)
    made = Parts.of(settings)
    app.config["FALTPLAN"] = made
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    app.secret_key = made.keys.session
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    Babel(
        app,
        default_locale=settings.lang,
        default_translation_directories=str(TRANSLATIONS),
        locale_selector=lambda: appearance().lang,
    )
    # As Babel's own, found in one step: a page asks for dozens of texts.
    app.jinja_env.install_gettext_callables(_text, _plural, newstyle=True)  # type: ignore[attr-defined]
    add_ops(app, made)
    add_headers(app, url=settings.url, tile_origin=settings.tile_origin)
    add_static_files(app)
    add_compression(app)
    add_error_pages(app)
    app.register_blueprint(add_sign_in(app, settings, made.keys, made.store))
    app.register_blueprint(accounts)
    app.register_blueprint(retention)
    app.register_blueprint(audit)
    app.register_blueprint(ops)
    app.register_blueprint(lead)
    app.register_blueprint(ground)
    app.register_blueprint(planning)
    app.register_blueprint(setup)
    app.register_blueprint(publish)
    app.register_blueprint(absence)
    app.register_blueprint(editing)
    app.register_blueprint(reach)
    app.register_blueprint(places)
    app.register_blueprint(place)
    app.register_blueprint(place_import)
    app.register_blueprint(team)
    app.register_blueprint(followup)
    app.register_blueprint(handout)
    app.register_blueprint(calendars)
    app.register_blueprint(field)
    app.register_blueprint(shift)
    app.register_blueprint(log)
    app.register_blueprint(told)
    app.register_blueprint(safety)
    app.register_blueprint(offline)
    app.register_blueprint(tips)
    app.register_blueprint(triage)
    app.register_blueprint(tell)
    add_navigation(app)
    add_late_pairs(app)
    guard(app, identify)
    return app


def _text(msgid: str) -> str:
    return str(appearance().words.catalogue.gettext(msgid))


def _plural(one: str, many: str, num: int) -> str:
    return str(appearance().words.catalogue.ngettext(one, many, num))
