"""Accessibility by axe-core, run inside the page: WCAG 2.2, levels A and AA."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

SCRIPT = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
RUN = "tags => axe.run({runOnly: {type: 'tag', values: tags}}).then(found => found.violations)"


def violations(page: Page) -> list[str]:
    """What axe finds wrong on the page, a line each: the rule and the first element that breaks it."""
    page.wait_for_load_state()  # a page that is still coming would be judged by its first half
    page.evaluate(SCRIPT.read_text(encoding="utf-8"))  # not a script tag: the page's policy would refuse it
    found = page.evaluate(RUN, TAGS)
    return [f"{each['id']}: {each['help']} at {each['nodes'][0]['target'][0]}" for each in found]
