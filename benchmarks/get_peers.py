"""Installs what benchmarks compare with: each peer of the lock file that has a wheel here, and says which has none.

Run: ``python -m benchmarks.get_peers`` (`make setup` does). Nothing is built from source. What the peers need comes
first; then each peer by itself, so that one without a wheel for this Python and system does not stop the others.
"""

import platform
import re
import subprocess
import sys
import tempfile
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements" / "peers.txt"
PIP = (sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--no-warn-script-location", "-q")


def main() -> int:
    """Install, and name what is left out; always 0, as the program needs none of it."""
    blocks = blocks_of(LOCK.read_text(encoding="utf-8"))
    peers = peer_names()
    install([text for name, text in blocks if name not in peers])
    for peer in peers:
        install([text for name, text in blocks if name == peer])
    here = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    for peer in peers:
        try:
            version(peer)
        except PackageNotFoundError:
            print(f"{peer} has no wheel for {here}: benchmarks leave it out", file=sys.stderr)
    return 0


def peer_names() -> list[str]:
    """Give the names in the dependency group."""
    group = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]["peers"]
    return [re.split(r"[^\w.-]", line)[0] for line in group]


def blocks_of(lock: str) -> list[tuple[str, str]]:
    r"""Split a lock file into (name, requirement with its hashes).

    Examples
    --------
    >>> blocks_of("a==1 \\\n    --hash=sha256:0\n    # via b\nb==2 \\\n    --hash=sha256:1\n")
    [('a', 'a==1 \\\n    --hash=sha256:0\n'), ('b', 'b==2 \\\n    --hash=sha256:1\n')]
    """
    lines = [line for line in lock.splitlines(keepends=True) if not line.lstrip().startswith("#")]
    starts = [number for number, line in enumerate(lines) if not line.startswith(" ")]
    ends = [*starts[1:], len(lines)]
    return [(lines[a].partition("==")[0], "".join(lines[a:b])) for a, b in zip(starts, ends, strict=True)]


def install(requirements: list[str]) -> None:
    """Install what has a wheel here; pip says on stderr what has none."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "peers.txt"
        file.write_text("".join(requirements), encoding="utf-8")
        subprocess.run([*PIP, "--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", str(file)], check=False)


if __name__ == "__main__":
    sys.exit(main())
