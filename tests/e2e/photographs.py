"""`make photographs`: every stop of the tour at both widths into docs/screenshots, and docs/screenshots.md.

The demonstration is built for today, so that the pictures show what `make run` shows.
"""

from __future__ import annotations

import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image

from app import clock
from config import ROOT
from demonstration.visitors import visitor
from tests.chromium import NONE, prepare
from tests.e2e.conftest import launched, open_context, served
from tests.e2e.tour import WIDTHS, Stop, stops
from tests.staged import application_of, start_build

TARGET = ROOT / "docs" / "screenshots"
LONGEST, COLOURS = 2600, 192
HEAD = """# The main pages of each role

Made by `make photographs` from the demonstration; all people and words in it are made up. Long pages are cut.
"""


def main() -> None:
    """Builds, photographs, writes the page."""
    chromium = prepare()
    if chromium is None:
        raise SystemExit(NONE)
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        start_build(Path(folder), clock.local_day(clock.now()).isoformat()).wait()
        with served(lambda url: application_of(Path(folder), BASE_URL=url)) as site, launched(chromium) as browser:
            with site.database.read() as session:
                tour = [(stop, visitor(session, stop.role.value) if stop.role else None) for stop in stops(session)]
            for stop, person in tour:
                for width in WIDTHS:
                    context = open_context(browser, site, person, width=width)
                    page = context.new_page()
                    page.goto(stop.path)
                    height = min(LONGEST, int(page.evaluate("document.documentElement.scrollHeight")))
                    page.set_viewport_size({"width": width, "height": height})
                    shrink(page.screenshot(), TARGET / f"{stop.name}-{width}.png")
                    context.close()
    (ROOT / "docs" / "screenshots.md").write_text(contents([stop for stop, _ in tour]), encoding="utf-8")


def shrink(picture: bytes, target: Path) -> None:
    """The pages have few colours: a palette of them makes a third of the bytes."""
    with Image.open(BytesIO(picture)) as image:
        image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)


def contents(tour: list[Stop]) -> str:
    """The page that shows them, by role."""
    lines, role = [HEAD], object()
    for stop in tour:
        if stop.role is not role:
            role = stop.role
            lines.append(f"## {stop.role.value if stop.role else 'anyone'}\n")
        pictures = " ".join(
            f'<img src="screenshots/{stop.name}-{width}.png" width="{width // 2}" alt="{stop.title}, {width} px wide">'
            for width in WIDTHS
        )
        lines.append(f"**{stop.title}**\n\n{pictures}\n")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
