"""Make the icons of the installable pages from ``web/static/icon.svg``: ``python docs/phone_icons.py``.

Chromium draws them; nothing is fetched. The maskable one leaves a margin that a phone may cut away.
"""

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

STATIC = Path(__file__).resolve().parents[1] / "web" / "static"
ICONS = {
    "icon-180.png": (180, 0.7),
    "icon-192.png": (192, 0.7),
    "icon-512.png": (512, 0.7),
    "icon-maskable-512.png": (512, 0.5),
}
"""Name, side in pixels, and the share of the side that the drawing fills."""
GROUND = "#f6f4ee"


def main() -> None:
    """Draw every icon."""
    drawing = (STATIC / "icon.svg").read_text(encoding="utf-8")
    (STATIC / "icons").mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, (side, share) in ICONS.items():
            page = browser.new_page(viewport={"width": side, "height": side})
            style = f"html,body{{margin:0;height:100%;background:{GROUND}}} body{{display:grid;place-items:center}}"
            style += f"svg{{width:{share:.0%}}}"
            page.set_content(f"<style>{style}</style><body style='width:{side}px'>{drawing}</body>")
            page.screenshot(path=STATIC / "icons" / name)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
