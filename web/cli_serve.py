"""Commands that run the installation: ``faltplan serve | worker | demo``."""

import logging
import os
import signal
import socket
import sys
from contextlib import closing
from threading import Event
from typing import Any
from urllib.parse import urlsplit

import click

from web.cli_errors import os_error_text, plain_errors, stop
from web.lead.actions import EXAMPLE_WEEKS, load_city
from web.parts import Parts
from web.settings import Settings
from web.store.clock import require_clock
from web.store.migrate import migrate, require_current
from web.supervise import Child, end_with_standard_input, listener, supervise
from web.words import N_, Words

EXAMPLE_SECONDS = 5.0
NO_DEMO = N_(
    "This is an installation of its own: it has other accounts than the examples, or an address for others "
    "(FALTPLAN_URL). The example city would change its places, and print a password of an administrator. Give the "
    "example a folder of its own with FALTPLAN_HOME."
)

_SUPERVISED = click.option("--supervised", is_flag=True, hidden=True, help="Sluta när standard in tar slut.")


@click.command("serve", help="Visa planerna och gör jobben. / Serve the pages and do the jobs.")
@click.option("--no-worker", is_flag=True, help="Bara webben. / The web alone.")
@click.option("--listen", "file", type=int, hidden=True, help="Öppen fil att lyssna på.")
@_SUPERVISED
@click.pass_obj
@plain_errors
def serve_command(words: Words, no_worker: bool, file: int | None, supervised: bool) -> None:  # noqa: FBT001 - click
    """Serve until stopped: web and worker under one supervisor, or the web alone."""
    settings = Settings.from_environment(os.environ)
    if supervised:
        end_with_standard_input()
    else:
        _look_at_installation(settings)
    if not no_worker:
        sys.exit(serve(settings, words))
    opened = _listener(settings, words) if file is None else socket.socket(fileno=file)
    if file is None:
        _say_address(settings, words, opened)
    _web(settings, opened)


@click.command("worker", help="Gör jobben på den här datorn. / Do jobs on this computer.")
@_SUPERVISED
@click.pass_obj
@plain_errors
def worker_command(words: Words, supervised: bool) -> None:  # noqa: FBT001 - click
    """Do jobs until stopped; what is under way then goes on elsewhere or later."""
    from web.jobs.worker import Worker

    settings = Settings.from_environment(os.environ)
    if not supervised:
        _look_at_installation(settings)
    worker = Worker(Parts.of(settings))
    _on_stop(worker.stopping)
    if supervised:
        end_with_standard_input()
    worker.start()
    if not supervised:
        click.echo(words.text("Worker %(name)s does jobs (Ctrl+C stops it)", name=worker.name))
    worker.run()
    _leave()


@click.command("demo", help="Visa exempelstaden. / Show the example city.")
@click.option("--no-serve", is_flag=True, help="Gör bara klart. / Only prepare.")
@click.option(
    "--seconds",
    type=click.FloatRange(0.5, 3600),
    default=EXAMPLE_SECONDS,
    show_default=True,
    help="Söktid per vecka / search time a week.",
)
@click.pass_obj
@plain_errors
def demo_command(words: Words, no_serve: bool, seconds: float) -> None:  # noqa: FBT001 - click
    """Load the example city with its accounts, ask for its weeks, then serve; the weeks are planned meanwhile."""
    settings = Settings.from_environment(os.environ)
    if settings.url and urlsplit(settings.url).hostname not in {"127.0.0.1", "localhost"}:
        stop(words.text(NO_DEMO))
    migrate(settings.database)
    parts = Parts.of(settings)
    _refuse_other_accounts(parts, words)
    city = load_city(parts.store, parts.city)
    parts.basemap.geojson()
    _tell_accounts(parts, words, city.team_ids)
    _ask_for_weeks(parts, city.team_ids, seconds)
    if not no_serve:
        parts.store.close()
        sys.exit(serve(settings, words))
    from web.jobs.worker import Worker

    worker = Worker(parts)
    _on_stop(worker.stopping)
    worker.start()
    worker.run(until_idle=True)
    _leave()


def serve(settings: Settings, words: Words) -> int:
    """Run web and worker under one supervisor until stopped; gives the exit code."""
    opened = _listener(settings, words)
    _say_address(settings, words, opened)
    web = Child("web", ["serve", "--no-worker", "--supervised", "--listen", str(opened.fileno())], [opened.fileno()])
    if os.name == "nt":  # no open file can be handed over there
        port = str(opened.getsockname()[1])
        opened.close()
        web = Child("web", ["serve", "--no-worker", "--supervised"], environment={"FALTPLAN_PORT": port})
    stopping = Event()
    _on_stop(stopping)

    def say(name: str, code: int) -> None:
        click.echo(words.text("%(name)s ended (%(code)s) and is started anew.", name=name, code=code), err=True)

    try:
        return supervise([web, Child("worker", ["worker", "--supervised"])], stopping, say=say)
    finally:
        opened.close()


def _refuse_other_accounts(parts: Parts, words: Words) -> None:
    from web.admin.demo_accounts import has_other_accounts

    if has_other_accounts(parts.store):
        parts.store.close()
        stop(words.text(NO_DEMO))


def _tell_accounts(parts: Parts, words: Words, teams: tuple[str, ...]) -> None:
    """Give the example accounts new passwords, and say them."""
    from web.admin.demo_accounts import demo_accounts

    team = parts.settings.team if parts.settings.team in teams else teams[0]
    made = demo_accounts(parts.store, password_key=parts.keys.password, teams=teams, team=team)
    click.echo(words.text("Sign in with one of these; the passwords hold until the next time:"))
    width = max(len(account.email) for account in made)
    for account in made:
        click.echo(f"  {account.email:<{width}}  {account.password}")


def _ask_for_weeks(parts: Parts, teams: tuple[str, ...], seconds: float) -> None:
    """Ask for the example weeks that have no plan, the one that opens first before the others."""
    from web.jobs.jobs import Jobs
    from web.jobs.orders import PlanOrder

    there = {(key.team, key.week) for key in parts.plans.list()}
    first = (parts.settings.week, parts.settings.team)
    wanted = [(week, team) for week in EXAMPLE_WEEKS for team in teams if (team, week) not in there]
    for week, team in sorted(wanted, key=lambda pair: (pair != first, pair[0] != first[0])):
        Jobs(parts.store).submit(PlanOrder(team, week, seconds))


def _look_at_installation(settings: Settings) -> None:
    """Refuse to begin on tables of another version, or with a clock that is behind what is written already."""
    require_current(settings.database)
    with closing(Parts.of(settings).store) as store:
        require_clock(store)


def _listener(settings: Settings, words: Words) -> socket.socket:
    try:
        return listener(settings.host, settings.port)
    except OSError as error:
        values = {"port": settings.port, "why": os_error_text(words, error)}
        stop(words.text("Port %(port)s cannot be used (%(why)s). Choose another with FALTPLAN_PORT.", **values))
        raise


def _say_address(settings: Settings, words: Words, opened: socket.socket) -> None:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = settings.url or f"http://{host}:{opened.getsockname()[1]}/"
    click.echo(words.text("Fältplan is at %(address)s (Ctrl+C stops it)", address=address))
    sys.stdout.flush()


MOST_SENT = 32_000_000
"""More bytes than this of one request are not received; pages say themselves what is too large for them."""


def _web(settings: Settings, opened: socket.socket) -> None:
    import waitress

    from web import create_app

    # A browser asks for a dozen files at once; that some of them wait a moment is nothing to tell.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # the server ends what it has begun
    server: Any = waitress.create_server(
        create_app(settings),
        sockets=[opened],
        threads=8,
        max_request_body_size=MOST_SENT,
        clear_untrusted_proxy_headers=not settings.proxies,  # behind a proxy, `ProxyFix` reads them
    )
    try:
        server.run()
    finally:
        server.close()


def _on_stop(stopping: Event) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())


def _leave() -> None:
    """End at once: threads of the engine wait for nothing, and what they had begun is recovered."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
