"""All pages of tips for staff: importing this gives the blueprint with every route on it."""

from web.triage import decide_views, intake_views, tip_views
from web.triage.views import triage

__all__ = ["decide_views", "intake_views", "tip_views", "triage"]
