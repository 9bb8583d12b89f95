"""The guards of the browser tests notice what they are there for."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.e2e.axe import violations

INLINE_SCRIPT = "document.body.append(Object.assign(document.createElement('script'), {textContent: 'let a = 1'}))"


def test_a_breach_of_the_policy_is_noticed(page: Page, console: list[str]) -> None:
    page.goto("/log-ind")
    page.evaluate(INLINE_SCRIPT)
    page.wait_for_timeout(50)
    assert [complaint for complaint in console if "Content Security Policy" in complaint] == console != []
    console.clear()


def test_an_error_of_a_script_is_noticed(page: Page, console: list[str]) -> None:
    page.goto("/log-ind")
    page.evaluate("setTimeout(() => { throw new Error('broken') })")
    page.wait_for_timeout(50)
    assert console == ["broken"]
    console.clear()


def test_a_barrier_is_noticed(page: Page) -> None:
    page.goto("/log-ind")
    page.evaluate("document.documentElement.removeAttribute('lang')")
    assert [line.partition(":")[0] for line in violations(page)] == ["html-has-lang"]
