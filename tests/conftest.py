"""Fixtures that every part shares: outside test data and a real browser."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CI = os.environ.get("CI") == "true"
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def missing(what: str) -> None:
    """Fail in CI, skip elsewhere, naming what is missing."""
    (pytest.fail if CI else pytest.skip)(what)


@pytest.fixture(scope="session")
def test_data() -> Path:
    """Give the folder of outside test data (real boundaries, streets, timetables): never shipped, only read."""
    folder = os.environ.get("FALTPLAN_TEST_DATA", "")
    if not folder or not Path(folder).is_dir():
        missing("FALTPLAN_TEST_DATA does not name a folder: tests against outside data need it")
    return Path(folder)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Give a real Chromium, launched once a test process."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not path:
        missing("Chromium is not installed: journeys in a real browser need it (Debian: apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()
