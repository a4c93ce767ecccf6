"""The week that a page shows, drawn with what this installation has: ways, tiles, streets, the reader's language."""

from flask import url_for

from planner.rules.violation import Violation
from web.appearance import appearance
from web.lead.best_so_far import BestSoFar
from web.lead.drawn import DrawnWeek
from web.lead.ground_views import street_ground
from web.maps.map_frame import Tiles
from web.parts import parts
from web.plans import PlanInfo


def drawn_week(
    team: str,
    week: str,
    shown: PlanInfo | BestSoFar,
    *,
    violations: tuple[Violation, ...] | None = None,
    last: str = "",
) -> DrawnWeek:
    """Give a week drawn: a version that is kept, or the best plan so far of one that is being planned.

    ``violations`` are what the plan breaks, where that has been checked; ``last`` is the hash of another version of the
    week, of which what is the same is taken.
    """
    chosen, settings = appearance(), parts().settings
    best = shown.name if isinstance(shown, BestSoFar) else None
    return parts().drawn.of(
        shown.plan if isinstance(shown, BestSoFar) else parts().plans.plan_of(shown),
        chosen.words,
        content_hash=shown.name if isinstance(shown, BestSoFar) else shown.content_hash,
        plan_source=url_for("lead.plan_data", team=team, week=week, lang=chosen.lang, best=best),
        base_source=url_for("lead.base_map"),
        ways=parts().ways(),
        tiles=Tiles(settings.tile_url, settings.tile_attribution) if settings.tile_url else None,
        streets=street_ground(),
        violations=violations,
        last=last,
    )
