"""docs/mail-rules.md names a test for each rule: each of them is there."""

from __future__ import annotations

import re

from config import ROOT


def test_every_test_that_the_list_of_rules_names_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "docs" / "mail-rules.md").read_text(encoding="utf-8"))
    assert len(named) > 90
    missing = [pair for pair in named if f"def {pair[1]}(" not in (ROOT / pair[0]).read_text(encoding="utf-8")]
    assert missing == []


def test_no_rule_stands_without_a_test() -> None:
    lines = (ROOT / "docs" / "mail-rules.md").read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| ") and not line.startswith("| rule")]
    assert [line for line in rows if "::test_" not in line] == []
