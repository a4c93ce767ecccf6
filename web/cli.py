"""The command line: ``faltplan plan | check | map | validate | serve | worker | demo …``.

Exit codes: 0 all is well, 1 a plan breaks rules, 2 the input or the call is wrong (everything that is wrong is named).
"""

import os
import sys
from math import isfinite
from pathlib import Path

import click

from geo.reference import city_folder
from planner.check import check
from planner.plan import WeekPlan
from planner.plan_json import read_plan, write_plan, write_whole
from planner.plan_week import Progress
from planner.request import week_monday
from planner.validate import validate as validate_path
from web.cli_accounts import account_command
from web.cli_audit import audit_command
from web.cli_backup import backup_command, export_command, import_group, restore_command
from web.cli_compile import compile_command, compile_with_progress
from web.cli_erase import erase_command
from web.cli_errors import SwedishFirst, chosen_words, plain_errors
from web.cli_import_places import import_districts_command, import_hotspots_command
from web.cli_import_streets import import_streets_command
from web.cli_import_timetable import import_timetable_command
from web.cli_reach import reach_command
from web.cli_serve import demo_command, serve_command, worker_command
from web.cli_store import load_command, migrate_command
from web.lead.actions import plan_one
from web.ops.cli import clock_command
from web.ops.logs import configure_logs
from web.parts import Parts
from web.rule_words import violation_text
from web.settings import Settings
from web.travel import installed_travel
from web.words import LANGUAGES, Words


def _chosen_city(named: Path | None) -> Path:
    """Give the city that the call names, else that of ``FALTPLAN_CITY``, else the shipped one."""
    return named or Settings.from_environment(os.environ).city or city_folder()


def _seconds(_context: click.Context, _parameter: click.Parameter, value: float) -> float:
    if not isfinite(value):
        raise click.BadParameter(f"{value!r}: 10")
    return value


def _week(context: click.Context, _parameter: click.Parameter, value: str) -> str:
    try:
        week_monday(value)
    except ValueError as error:
        words = context.obj or chosen_words()
        wrong = words.text("“%(week)s” is no ISO week; write for instance 2026-W49", week=value)
        raise click.BadParameter(wrong) from error
    return value


_CITY = click.option(
    "--city", type=click.Path(path_type=Path), help="Stadens mapp; annars exempelstaden. / The city's folder."
)


@click.group(cls=SwedishFirst, help="Fältplan planerar uppsökande arbete. / Fältplan plans outreach.")
@click.option("--lang", type=click.Choice(LANGUAGES), default=None, help="Språk / language (FALTPLAN_LANG).")
@click.version_option(package_name="faltplan")
@click.pass_context
def main(context: click.Context, lang: str | None) -> None:
    """Set the language that everything is told in."""
    context.obj = chosen_words(lang)
    configure_logs(os.environ)


@main.command(help="Planera ett teams vecka. / Plan one team's week.")
@click.option("--team", required=True, help="Teamets id, som uppsokarteamet.")
@click.option("--week", required=True, callback=_week, help="ISO-vecka, som 2026-W49.")
@_CITY
@click.option(
    "--seconds",
    type=click.FloatRange(0.5, 3600),
    callback=_seconds,
    default=10.0,
    show_default=True,
    help="Söktid / search time.",
)
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True, help="Slumpfrö / random seed.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="plan.json")
@click.pass_obj
@plain_errors
def plan(words: Words, team: str, week: str, city: Path | None, seconds: float, seed: int, out: Path) -> None:
    """Plan one team's week into a file."""
    chosen = _chosen_city(city)
    out.parent.mkdir(parents=True, exist_ok=True)  # told before the search, not after it
    compile_with_progress(words)
    with click.progressbar(length=100, label=words.text("Planning"), file=sys.stderr) as bar:

        def show(progress: Progress) -> None:
            bar.update(int(100 * progress.seconds / progress.budget_s) - bar.pos)

        travel = installed_travel(Settings.from_environment(os.environ))
        made = plan_one(chosen, team, week, seconds=seconds, seed=seed, report=show, travel=travel)
        bar.update(100 - bar.pos)
    write_plan(made, out)
    _summary(words, made)
    click.echo(words.text("Written to %(file)s.", file=out))


@main.command("check", help="Pröva en plan mot alla regler. / Check a plan against every rule.")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
@plain_errors
def check_command(words: Words, file: Path) -> None:
    """Print every violation; exit code 1 where there is one."""
    made = read_plan(file)
    found = check(made)
    for violation in found:
        click.echo(violation_text(words, violation, made.request))
    click.echo(words.plural("%(num)s violation.", "%(num)s violations.", len(found)))
    sys.exit(1 if found else 0)


@main.command("map", help="Rita en plan som en enda fil. / Draw a plan as one file.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="map.html")
@_CITY
@click.pass_obj
@plain_errors
def map_command(words: Words, file: Path, out: Path, city: Path | None) -> None:
    """Write the week's map, timetable and list as one self-contained page."""
    from dataclasses import replace

    from web.maps.basemap import EMPTY
    from web.maps.standalone import standalone_map

    made = read_plan(file)
    settings = Settings.from_environment(os.environ)
    try:
        drawn = Parts.of(replace(settings, city=city or settings.city or city_folder(made.request.city)))
        ground, ways = drawn.basemap.geojson(), drawn.ways()
    except FileNotFoundError:
        ground, ways = EMPTY, None
        click.echo(words.text("The map has no ground: name the city's folder with --city."), err=True)
    write_whole(standalone_map(made, ground, lang=words.lang, ways=ways), out)
    click.echo(words.text("Written to %(file)s.", file=out))


@main.command(help="Granska en fil eller en stads mapp. / Validate a file or a city's folder.")
@click.argument("path", type=click.Path(path_type=Path))
@_CITY
@click.option("--crs", help="Koordinatsystem där filen inte säger det, som EPSG:3011. / CRS where the file has none.")
@click.option("--layer", help="Lager i en GeoPackage. / Layer of a GeoPackage.")
@click.pass_obj
@plain_errors
def validate(words: Words, path: Path, city: Path | None, crs: str | None, layer: str | None) -> None:
    """Report every fault of a file or folder at once; exit code 2 where there is one."""
    checked = validate_path(path, city_folder=_chosen_city(city), crs=crs, layer=layer)
    counts = ", ".join(f"{count} {words.text(name)}" for name, count in checked.counts.items())
    click.echo(words.text("%(path)s has no faults: %(counts)s.", path=path, counts=counts))


main.add_command(reach_command)
main.add_command(serve_command)
main.add_command(worker_command)
main.add_command(demo_command)
main.add_command(account_command)
main.add_command(clock_command)
main.add_command(compile_command)
main.add_command(migrate_command)
main.add_command(load_command)
main.add_command(audit_command)
main.add_command(backup_command)
main.add_command(restore_command)
main.add_command(export_command)
main.add_command(import_group)
import_group.add_command(import_timetable_command)
import_group.add_command(import_districts_command)
import_group.add_command(import_hotspots_command)
import_group.add_command(import_streets_command)
main.add_command(erase_command)


def _summary(words: Words, made: WeekPlan) -> None:
    stops = sum(len(route.stops) for route in made.routes)
    click.echo(
        words.text(
            "%(routes)s routes with %(stops)s stops; %(unplanned)s needs unplanned; score %(score)s, bound %(bound)s.",
            routes=len(made.routes),
            stops=stops,
            unplanned=len(made.unplanned),
            score=words.number(made.score, 1),
            bound="–" if made.bound is None else words.number(made.bound, 1),
        )
    )
