"""A team's own rules: slack, pair names, working time with its sources, weights, and who is called in the evening."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

from sqlalchemy.orm import Session

from planner.weights import Weights
from planner.working_time import WorkingTime
from web.lead.place_fields import Fields, Typed
from web.lead.team_item import read_code_name
from web.lead.team_weights import HELP, WORDS, word_of
from web.security.personal_data_kinds import PersonalDataKind
from web.store.faults import NotThereError
from web.store.store import Work
from web.store.tables.teams import TeamRow
from web.words import N_, Words

LIMITS: Mapping[str, tuple[str, str, float]] = {
    "daily_rest_h": (N_("Daily rest, hours"), N_("Working Hours Act (SFS 1982:673) section 13: 11 hours."), 24),
    "weekly_rest_h": (N_("Weekly rest, hours"), N_("Working Hours Act section 14: 36 hours in each week."), 168),
    "longest_stretch_h": (N_("Longest work without a break, hours"), N_("Working Hours Act section 15: 5 hours."), 24),
    "break_min": (N_("Break, minutes"), N_("The act names no figure; 30 minutes is the custom of the agreement."), 240),
}
"""Name, source and highest value of each limit of `planner.working_time.WorkingTime`."""

PAIR_NAMES = N_("Write each pair's name once, with commas between.")


@dataclass(frozen=True, slots=True)
class TeamSettings:
    """What a team decides for itself."""

    slack_share: float
    pairs_named: tuple[str, ...]
    working_time: WorkingTime
    weights: Weights
    contact: str


@dataclass(frozen=True, slots=True)
class SettingsNow:
    """The settings as the store has them, with the form filled in."""

    name: str
    settings: TeamSettings
    typed: Typed
    version: int


def settings_now(session: Session, team: str, words: Words) -> SettingsNow:
    """Read a team's settings.

    Raises
    ------
    web.store.faults.NotThereError
        There is no such team.
    """
    row = session.get(TeamRow, team)
    if row is None:
        raise NotThereError("team", team)
    settings = TeamSettings(
        row.slack_share,
        tuple(row.pairs_named),
        WorkingTime(**row.working_time),
        Weights(**row.weights),
        row.contact,
    )
    return SettingsNow(row.name, settings, _typed(settings, words), row.version)


def read_settings(form: Fields) -> TeamSettings | None:
    """Read the form; None where something is wrong."""
    names = tuple(dict.fromkeys(name.strip() for name in form.raw("pairs_named").split(",") if name.strip()))
    for name in names:
        alone = Fields({"name": [name]}, form.words)
        read_code_name(alone, "name", most=40)
        for said in alone.faults.values():
            form.faults.setdefault("pairs_named", said)
    if len(names) > 30:
        form.fault("pairs_named", PAIR_NAMES)
    limits = {
        name: form.number(
            name, least=1 if name == "break_min" else 0.5, most=most, otherwise=getattr(WorkingTime(), name)
        )
        for name, (_, _, most) in LIMITS.items()
    }
    limits["break_min"] = int(limits["break_min"])
    chosen = {name: form.one_of(f"weight-{name}", list(WORDS), "usual") for name in HELP}
    slack = form.number("slack_share", least=0, most=90, otherwise=15, scale=100)
    contact = form.prose("contact", most=200, but={PersonalDataKind.PHONE})
    if form.faults:
        return None
    return TeamSettings(
        slack,
        names,
        WorkingTime(**limits),  # type: ignore[arg-type]
        Weights(**{name: WORDS[word][0] for name, word in chosen.items()}),
        contact,
    )


def save_settings(work: Work, team: str, settings: TeamSettings, expected: int) -> None:
    """Change a team's settings; the audit names the fields, not what a contact is."""
    row = work.session.get(TeamRow, team)
    values = {
        "slack_share": settings.slack_share,
        "pairs_named": list(settings.pairs_named),
        "working_time": asdict(settings.working_time),
        "weights": {name: value for name, value in settings.weights.by_term().items() if value != 1},
        "contact": settings.contact,
    }
    changed = [] if row is None else [name for name, value in values.items() if getattr(row, name) != value]
    work.edit(TeamRow, team, expected=expected, changes=values)
    work.note("team.changed", "team", team, team=team, changed=changed)


def _typed(settings: TeamSettings, words: Words) -> dict[str, list[str]]:
    share = settings.slack_share * 100
    limits = {field.name: float(getattr(settings.working_time, field.name)) for field in fields(WorkingTime)}
    return {
        "slack_share": [words.number(share, 0 if round(share, 6).is_integer() else 1)],
        "pairs_named": [", ".join(settings.pairs_named)],
        "contact": [settings.contact],
        **{name: [words.number(value, 0 if value.is_integer() else 2)] for name, value in limits.items()},
        **{f"weight-{name}": [word_of(value)] for name, value in settings.weights.by_term().items()},
    }
