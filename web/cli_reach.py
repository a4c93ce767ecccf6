"""The command ``faltplan reach``: who reaches what in time, what nobody reaches, and where new posts help most."""

import csv
import os
import re
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from geo.reference import city_folder
from geo.travel.times import Mode, Place
from geo.windows import WEEKDAYS
from web.cli_errors import plain_errors
from web.settings import Settings
from web.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from planner.team import Team
    from web.lead.reach_words import ReachView, RowView

_AT = re.compile(r"(?:(?P<weekday>mo|tu|we|th|fr|sa|su)|(?P<day>\d{4}-\d{2}-\d{2}))[ T](?P<clock>\d{1,2}:\d{2})")

COLUMNS = ("name", "kind", "district", "within", "minutes", "nearest", "visits_a_week", "wanted_then", "lon", "lat")
"""Columns of the CSV."""


@click.command("reach", help="Vem hinner vart, vart hinner ingen, och var behövs fler? / Who reaches what in time?")
@click.option("--base", help="Från en bas, som bas-slussen eller nattjouren/bas-slussen. / From one base.")
@click.option("--all", "every", is_flag=True, help="Från alla baser; annars från paren i tjänst. / From all bases.")
@click.option("--at", default="tu 22:00", show_default=True, help="När: veckodag eller datum, och klockslag. / When.")
@click.option("--minutes", type=click.IntRange(1, 240), default=30, show_default=True, help="Högst / at most.")
@click.option("--mode", type=click.Choice([mode.value for mode in Mode]), help="Hur; annars som passet färdas. / How.")
@click.option("--team", multiple=True, help="Räkna med platser som bara detta team får se. / See this team's places.")
@click.option("--posts", type=click.IntRange(0, 8), default=0, help="Föreslå så många närvaroplatser. / New posts.")
@click.option("--goal", type=click.Choice(["cover", "all", "travel"]), default="cover", show_default=True)
@click.option(
    "--weigh",
    type=click.Choice(["visits", "minutes", "weight", "neighbourhoods"]),
    default="visits",
    show_default=True,
    help="Vad som räknas. / What counts.",
)
@click.option(
    "--cost", type=click.IntRange(0, 100_000_000), default=750_000, show_default=True, help="Kr per år, plats."
)
@click.option("--candidate", "given", multiple=True, help="Ett ställe till: NAMN,LON,LAT. / One more place for a post.")
@click.option("--csv", "as_csv", is_flag=True, help="Skriv tabellen som CSV. / Write the table as CSV.")
@click.option(
    "--city", type=click.Path(path_type=Path), help="Stadens mapp; annars exempelstaden. / The city's folder."
)
@click.pass_obj
@plain_errors
def reach_command(
    words: Words,
    *,
    base: str | None,
    every: bool,
    at: str,
    minutes: int,
    mode: str | None,
    team: tuple[str, ...],
    posts: int,
    goal: str,
    weigh: str,
    cost: int,
    given: tuple[str, ...],
    as_csv: bool,
    city: Path | None,
) -> None:
    """Print what is within reach and what is not, of the places that every team may see."""
    from web.lead.actions import UnknownTeamError
    from web.lead.reach_actions import answer
    from web.lead.reach_ground import ground_of_folder
    from web.lead.reach_question import Candidates, Goal, Question, SitingQuestion, Weigh
    from web.lead.reach_words import reach_view
    from web.travel import imports_of

    settings = Settings.from_environment(os.environ)
    folder = city or settings.city or city_folder()
    ground = ground_of_folder(folder)
    ground = ground_of_folder(folder, imports_of(settings.home, ground.city.id))
    unknown = sorted({*team} - {*ground.city.team_ids})
    if unknown:
        raise UnknownTeamError(unknown[0], ground.city.team_ids)
    siting = SitingQuestion(posts or 3, Goal(goal), Weigh(weigh), Candidates.BOTH, cost, _candidates(given, words))
    question = Question(
        when=moment(at, words, tz=ground.city.tz),
        origin=_origin(ground.teams, base, words, every=every),
        minutes=minutes,
        mode=Mode(mode) if mode else None,
        siting=siting if posts or goal == "all" else None,
    )
    found = answer(ground, question, sees=frozenset({"", *team}))
    view = reach_view(found, words)
    if as_csv:
        _write_csv(view)
    else:
        _print(view, words)


def moment(text: str, words: Words, *, tz: ZoneInfo, today: date | None = None) -> datetime:
    """Read ``tu 22:00`` (the next Tuesday, today among them) or ``2026-12-01 22:00``.

    Raises
    ------
    click.BadParameter
        It is neither.
    """
    found = _AT.fullmatch(text.strip().lower())
    wrong = click.BadParameter(
        words.text("“%(text)s” is no time; write for instance “tu 22:00” or “2026-12-01 22:00”", text=text),
        param_hint="--at",
    )
    if found is None:
        raise wrong
    day = today or datetime.now(tz).date()
    try:
        if found["day"]:
            day = date.fromisoformat(found["day"])
        else:
            day += timedelta(days=(WEEKDAYS.index(found["weekday"]) - day.weekday()) % 7)
        return datetime.combine(day, time.fromisoformat(found["clock"].zfill(5)), tz)
    except ValueError as error:
        raise wrong from error


def _origin(teams: "Sequence[Team]", named: str | None, words: Words, *, every: bool) -> str:
    from web.lead.reach_question import ALL_BASES, BASE, ON_DUTY

    if named and every:
        raise click.UsageError(words.text("Give --base or --all, not both."))
    if not named:
        return ALL_BASES if every else ON_DUTY
    known = [(f"{team.id}/{base.id}", base.id) for team in teams for base in team.bases]
    found = [full for full, ident in known if named in (full, ident)]
    if len(found) != 1:
        said = words.text("There is no base “%(base)s”, or several. The bases are: %(known)s.")
        raise click.UsageError(said % {"base": named, "known": ", ".join(full for full, _ in known)})
    return f"{BASE}{found[0]}"


def _candidates(given: tuple[str, ...], words: Words) -> tuple[Place, ...]:
    """Read ``NAME,LON,LAT``."""
    places = []
    for text in given:
        name, *numbers = (part.strip() for part in text.rsplit(",", 2))
        try:
            lon, lat = map(float, numbers)
        except ValueError:
            lon = lat = float("nan")
        if not (name and -180 <= lon <= 180 and -90 <= lat <= 90):
            said = words.text("“%(text)s” is no place; write for instance “Kista,17.94,59.40”", text=text)
            raise click.BadParameter(said, param_hint="--candidate")
        places.append(Place(name, lon, lat))
    return tuple(places)


def _write_csv(view: "ReachView") -> None:
    """Write every place, gaps first; what a spreadsheet would read as a formula is written as text."""
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(COLUMNS)
    for row in _rows(view):
        name, district = (f"'{text}" if text[:1] in "=+-@" else text for text in (row.name, row.district))
        wanted, within = ("yes" if yes else "no" for yes in (row.wanted, row.state == "in"))
        kind = row.kind_code or "neighbourhood"
        minutes = row.short if row.short != "–" else ""
        out.writerow((name, kind, district, within, minutes, row.nearest, row.visits, wanted, row.lon, row.lat))


def _print(view: "ReachView", words: Words) -> None:
    click.echo(f"{view.title}. {view.when}. {view.who}")
    click.echo("  " + "; ".join(f"{one.part} / {one.whole} {one.name}" for one in view.figures))
    click.echo(f"  {view.travel.guess} {view.travel.short}".replace("  ", " ").rstrip())
    if view.siting:
        click.echo(f"\n{view.siting.lead}")
        for number, (_, spot) in enumerate(view.siting.spots, start=1):
            click.echo(f"  {number}. {spot.name}" + (f" ({spot.district})" if spot.district else ""))
        for said in view.siting.said:
            click.echo(f"  {said}")
        click.echo(f"\n{words.text('What each post more brings')} · {view.siting.counts}")
        click.echo(f"  0: {view.siting.before}")
        for step in view.siting.steps:
            click.echo(f"  {step.posts}: {step.covered} ({step.gain}, {step.cost}, {step.mean}) {step.where}")
    for title, rows in (
        (words.text("Places that nobody comes to in time"), view.gaps),
        (words.text("Neighbourhoods that nobody comes to in time"), view.gap_areas),
        (words.text("Within reach"), view.reached),
    ):
        click.echo(f"\n{title}: {len(rows)}")
        for row in rows:
            wanted = words.text("Wanted then") if row.wanted else ""
            parts = (row.kind, row.district, row.nearest, wanted)
            click.echo(f"  {row.minutes:>12}  {row.name} · " + " · ".join(part for part in parts if part))


def _rows(view: "ReachView") -> "Iterator[RowView]":
    yield from view.gaps
    yield from view.gap_areas
    yield from view.reached
