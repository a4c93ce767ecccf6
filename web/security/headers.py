"""Headers on every answer, the host names that are answered, and forms from elsewhere, which are not."""

from urllib.parse import urlsplit

from flask import Flask, Response, abort, request, session

LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
"""Host names that a browser on this computer uses; any other may be DNS rebinding."""


ANY_HOST = frozenset({"ops.healthz", "ops.readyz", "ops.metrics"})
"""What watches an installation calls each process by its own name; there is nothing that a browser could be led to."""


def policy(tile_origin: str = "") -> str:
    """Write the Content-Security-Policy; where map tiles are used, their one origin may send images."""
    images = " ".join(part for part in ("'self'", "data:", tile_origin) if part)
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src {images}",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


WITH_POSITION = frozenset({"tell.form", "tell.send"})
"""Pages that may ask the browser where it is, when somebody presses a button for it."""


def permissions(endpoint: str | None) -> str:
    """Write the Permissions-Policy of a page: what of the device it may ask for.

    Examples
    --------
    >>> permissions("lead.week").partition(",")[0], permissions("tell.form").partition(",")[0]
    ('geolocation=()', 'geolocation=(self)')
    """
    position = "(self)" if endpoint in WITH_POSITION else "()"
    return (
        f"geolocation={position}, camera=(), microphone=(), payment=(), usb=(), "
        "publickey-credentials-create=(self), publickey-credentials-get=(self)"
    )


SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing, so that a call from another site does no harm."""


def add_headers(app: Flask, *, url: str = "", tile_origin: str = "") -> None:
    """Let every answer carry the policy and its companions, and refuse other hosts and other sites.

    Parameters
    ----------
    url
        The address of the installation; its host is answered beside the names of this computer.
    tile_origin
        Where map tiles come from.
    """
    names = LOOPBACK_NAMES | ({_host_name(urlsplit(url).netloc)} if url else frozenset())
    headers = {
        "Content-Security-Policy": policy(tile_origin),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Frame-Options": "DENY",
    }
    if url.startswith("https:"):
        headers["Strict-Transport-Security"] = "max-age=31536000"

    @app.before_request
    def refuse_other_hosts() -> None:
        if request.endpoint not in ANY_HOST and _host_name(request.host) not in names:
            abort(421)

    @app.before_request
    def refuse_nothing() -> None:
        """No text that is asked for holds NUL, and PostgreSQL takes none."""
        if any("\0" in text for text in (request.path, *request.args.values())):
            abort(400)

    @app.before_request
    def refuse_other_sites() -> None:
        if request.method not in SAFE_METHODS and not same_origin():
            abort(403)

    @app.after_request
    def add(response: Response) -> Response:
        for name, value in headers.items():
            response.headers[name] = value
        response.headers["Permissions-Policy"] = permissions(request.endpoint)
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "private, no-cache"
        if response.cache_control.immutable:
            session.accessed = False  # else it would vary with the cookie, which is new each minute: fetched again
        return response


def same_origin() -> bool:
    """Tell whether a form was sent from one of our own pages; a browser that does not say so is refused."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin", "") == request.host_url.rstrip("/")


def _host_name(host: str) -> str:
    return host.rpartition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0].lower()
