"""Two web processes behind the reverse proxy of ``deploy/``, really run: signing in, hosts, cookies, addresses."""

import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

from geo.imports import GROUND_FILE, ImportKind, Imports
from web.parts import Parts
from web.security.passwords import password_hash
from web.settings import Settings
from web.store.tables.accounts import Account, Membership

ROOT = Path(__file__).parents[2]
NGINX = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
PASSWORD = "a long way to the sea"  # noqa: S105
TOKEN = "t0ken-of-the-monitoring"  # noqa: S105

pytestmark = pytest.mark.skipif(
    not NGINX or not shutil.which("openssl"), reason="nginx is not installed (Debian: apt-get install nginx-light)"
)


def free_ports(count):
    with ExitStack() as stack:
        opened = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in opened:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in opened]


@contextmanager
def running(command, **options):
    process = subprocess.Popen(command, start_new_session=True, **options)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def wait_for(port):
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(port)


def configuration(folder, *, plain, secure, webs):
    """Give the configuration of ``deploy/`` with this test's ports, certificate and folders."""
    text = (ROOT / "deploy" / "nginx" / "faltplan.conf").read_text()
    servers = "\n".join(f"    server 127.0.0.1:{port};" for port in webs)
    for old, new in (
        ("    server web:8765;", servers),
        ("listen 80 default_server;", f"listen 127.0.0.1:{plain} default_server;"),
        ("listen 443 ssl", f"listen 127.0.0.1:{secure} ssl"),
        ("server_name faltplan.example;", "server_name localhost;"),
        ("/etc/nginx/tls", str(folder)),
    ):
        assert text.count(old) >= 1, old
        text = text.replace(old, new)
    temporary = "\n".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = f"daemon off; pid {folder}/nginx.pid; error_log stderr crit;\nevents {{}}\nhttp {{ {temporary}\n{text} }}\n"
    if os.geteuid() == 0:
        main = "user root;\n" + main
    file = folder / "nginx.conf"
    file.write_text(main)
    return file


@pytest.fixture
def site(tmp_path, database_url):
    """Start two web processes and the proxy before them; gives the ports."""
    plain, secure, *webs = free_ports(4)
    settings = Settings(home=tmp_path, database_url=database_url)
    parts = Parts.of(settings)
    hashed = password_hash(PASSWORD, parts.keys.password)
    with parts.store.write("system") as work:
        membership = [Membership(role="lead", team_id="uppsokarteamet")]
        account = Account(email="ek@example.org", name="Ek", password=hashed, fs_uniquifier="a" * 64)
        account.memberships = membership
        work.add(account)
        work.note("account.made", "account", 1)
    parts.store.close()
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-keyout", tmp_path / "privkey.pem", "-out", tmp_path / "fullchain.pem", *names],
        check=True, capture_output=True,
    )  # fmt: skip
    kept = {k: v for k, v in os.environ.items() if not k.startswith("FALTPLAN_")}
    environment = kept | {
        "FALTPLAN_HOME": str(tmp_path), "FALTPLAN_DATABASE_URL": database_url, "FALTPLAN_PROXIES": "1",
        "FALTPLAN_URL": f"https://localhost:{secure}", "FALTPLAN_METRICS_TOKEN": TOKEN, "PYTHONWARNINGS": "ignore",
    }  # fmt: skip
    faltplan = [sys.executable, "-c", "from web.cli import main; main()", "serve", "--no-worker"]
    file = configuration(tmp_path, plain=plain, secure=secure, webs=webs)
    subprocess.run([NGINX, "-t", "-c", file, "-p", tmp_path], check=True, capture_output=True)
    with ExitStack() as stack:
        for port in webs:
            own = environment | {"FALTPLAN_PORT": str(port)}
            stack.enter_context(running(faltplan, env=own, cwd=ROOT, stdout=subprocess.DEVNULL))
        for port in webs:
            wait_for(port)
        stack.enter_context(running([NGINX, "-c", file, "-p", tmp_path]))
        wait_for(secure)
        yield {"plain": plain, "secure": secure, "webs": webs, "certificate": tmp_path / "fullchain.pem"}


class Browser:
    """Calls through the proxy, and keeps its cookie as a browser does."""

    def __init__(self, site):
        self.site, self.cookies = site, {}

    def call(self, method, path, body=None, **headers):
        context = ssl.create_default_context(cafile=self.site["certificate"])
        connection = HTTPSConnection("localhost", self.site["secure"], context=context, timeout=30)
        given = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), "Accept": "text/html"}
        connection.request(method, path, body, given | {k.replace("_", "-"): v for k, v in headers.items()})
        answer = connection.getresponse()
        text = answer.read().decode()
        for told in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = told.partition(";")[0].partition("=")
            self.cookies[name] = value
        connection.close()
        return answer, text

    def sign_in(self):
        form, page = self.call("GET", "/sign-in")
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
        origin = f"https://localhost:{self.site['secure']}"
        fields = urlencode({"email": "ek@example.org", "password": PASSWORD, "csrf_token": token})
        kind = "application/x-www-form-urlencoded"
        own_page = {"Origin": origin, "Referer": f"{origin}/sign-in", "Content_Type": kind}
        return form, *self.call("POST", "/sign-in", fields, **own_page)


def test_signing_in_behind_the_proxy_and_working_on_two_processes(site):
    browser = Browser(site)
    form, answer, text = browser.sign_in()
    cookie = form.headers["Set-Cookie"]
    assert cookie.startswith("__Host-faltplan=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert form.headers["Strict-Transport-Security"]
    assert answer.status == 302, text
    assert "http://" not in answer.headers["Location"]
    for _ in range(6):
        answer, page = browser.call("GET", "/account")
        assert answer.status == 200
        assert "Ek" in page
    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["X-Request-Id"])  # the proxy's own, for both logs
    served = []
    for port in site["webs"]:
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/metrics", headers={"Authorization": f"Bearer {TOKEN}", "Host": f"web:{port}"})
        served.append('endpoint="security.account"' in connection.getresponse().read().decode())
        connection.close()
    assert served == [True, True]


def test_what_is_for_the_inside_is_closed_and_other_names_and_sites_are_refused(site):
    browser = Browser(site)
    assert browser.call("GET", "/healthz")[0].status == 200
    for path in ("/metrics", "/readyz"):
        assert browser.call("GET", path, Authorization=f"Bearer {TOKEN}")[0].status == 404
    assert browser.call("GET", "/sign-in", Host="evil.example")[0].status == 421
    assert (
        browser.call("GET", "/sign-in", X_Forwarded_Host="evil.example")[0].status == 200
    )  # overwritten, not believed
    refused, _ = browser.call("POST", "/appearance", "lang=en", Origin="https://evil.example")
    assert refused.status == 403
    connection = HTTPConnection("localhost", site["plain"], timeout=10)
    connection.request("GET", "/plan/x/2026-W49")
    moved = connection.getresponse()
    moved.read()
    connection.close()
    assert (moved.status, moved.headers["Location"]) == (301, "https://localhost/plan/x/2026-W49")


def test_pieces_of_tiles_come_through_the_proxy_as_they_are(site, tmp_path):
    imports = Imports(tmp_path / "imports" / "stockholm")
    with imports.build(ImportKind.STREETS, "ab" * 32) as draft:
        (draft.folder / GROUND_FILE).write_text("0123456789" * 30_000)
        draft.keep(source="stockholm.osm.pbf", imported_on="2026-11-25")
    path = f"/maps/streets/{imports.in_use(ImportKind.STREETS).folder.name}/{GROUND_FILE}"
    browser = Browser(site)
    assert browser.call("GET", path, Range="bytes=0-9", Sec_Fetch_Mode="cors")[0].status == 206  # streets are no secret
    browser.sign_in()
    for asked, status, length in (
        ("bytes=100005-100009", 206, 5),
        ("bytes=0-199999", 206, 200_000),
        ("", 200, 300_000),
    ):
        answer, text = browser.call("GET", path, Range=asked, Accept_Encoding="gzip")
        assert (answer.status, len(text)) == (status, length)
        assert answer.headers["Content-Encoding"] is None
        assert text.startswith("56789" if length == 5 else "0123456789")
    answer, _ = browser.call("GET", path, Range="bytes=300000-")
    assert (answer.status, answer.headers["Content-Range"]) == (416, "bytes */300000")
    answer, text = browser.call("HEAD", path)
    assert (answer.status, answer.headers["Content-Length"], text) == (200, "300000", "")
