"""An installation served as it is run, for what is measured from outside: accounts, a server process, signing in."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from web.parts import Parts
from web.security.passwords import password_hash
from web.settings import Settings
from web.store.tables.accounts import Account, Membership

ROOT = Path(__file__).parents[1]
PASSWORD = "a benchmark on loopback"  # noqa: S105
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def add_accounts(parts: Parts, team: str, roles: Sequence[str]) -> list[str]:
    """Add an account of a team for each role; gives their addresses to sign in with."""
    hashed = password_hash(PASSWORD, parts.keys.password)
    emails = [f"a{number}@example.org" for number in range(len(roles))]
    with parts.store.write("system") as work:
        for number, (email, role) in enumerate(zip(emails, roles, strict=True)):
            work.add(
                Account(
                    email=email,
                    name=f"Fågel {number}",
                    password=hashed,
                    fs_uniquifier=f"{number:064x}",
                    memberships=[Membership(role=role, team_id=team)],
                )
            )
            work.note("account.made", "account", number)
    return emails


@contextmanager
def serving(settings: Settings) -> Iterator[tuple["subprocess.Popen[str]", int]]:
    """Run ``faltplan serve``; gives its process and port."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("FALTPLAN_")}
    environment |= {
        "FALTPLAN_HOME": str(settings.home),
        "FALTPLAN_DATABASE_URL": settings.database,
        "FALTPLAN_PORT": "0",
    }
    command = [sys.executable, "-c", "from web.cli import main; main()", "--lang", "en", "serve"]
    with running(command, environment, settings.home / "ours.log") as process:
        said = first_line(process)
        found = re.search(r":(\d+)/", said)
        if not found:
            raise RuntimeError(f"the server did not start: {said}")
        yield process, int(found[1])


def sign_in(port: int, email: str) -> str:
    """Sign in as a browser does: fetch the form, send it; gives the session's cookie."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/sign-in")
    form = connection.getresponse()
    page, cookie = form.read().decode(), str(form.headers["Set-Cookie"]).partition(";")[0]
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    fields = {"email": email, "password": PASSWORD, "csrf_token": token[1] if token else ""}
    headers = {**FORM, "Cookie": cookie, "Origin": f"http://127.0.0.1:{port}", "Sec-Fetch-Site": "same-origin"}
    connection.request("POST", "/sign-in", urlencode(fields), headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status not in {302, 303}:
        raise RuntimeError(f"{email} could not sign in: {answer.status}")
    return str(answer.headers["Set-Cookie"]).partition(";")[0]


@contextmanager
def running(command: Sequence[str], environment: dict[str, str], log: Path) -> Iterator["subprocess.Popen[str]"]:
    """Run a server; what it logs goes into a file, as a service's does."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=out, text=True, env=environment, cwd=ROOT)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)
        if process.stdout is not None:
            process.stdout.close()


def first_line(process: "subprocess.Popen[str]") -> str:
    """Give what a server says first."""
    return process.stdout.readline() if process.stdout is not None else ""
