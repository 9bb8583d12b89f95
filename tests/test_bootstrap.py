"""Set-up says in a sentence why it cannot go on, and never takes half a set-up for a whole one."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import bootstrap

ROOT = Path(__file__).resolve().parent.parent
FILES = ["bootstrap.py", "package.json", *bootstrap.LOCKS["dev"]]
NOWHERE = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "1", "PIP_CONFIG_FILE": os.devnull}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The files of set-up in an empty folder with a space in its name."""
    folder = tmp_path / "a folder"
    folder.mkdir()
    for name in FILES:
        shutil.copy(ROOT / name, folder)
    return folder


def set_up(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "bootstrap.py", "run"]
    return subprocess.run(
        command, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


def test_an_old_python_can_read_it() -> None:
    assert ast.parse((ROOT / "bootstrap.py").read_text(encoding="utf-8"), feature_version=(3, 8))


def test_no_network_is_said_in_one_sentence_and_leaves_no_stamp(copy: Path) -> None:
    done = set_up(copy, **NOWHERE)
    assert (done.returncode, done.stderr) == (1, f"{bootstrap.NO_NETWORK}\n")
    assert (copy / ".venv").exists()
    assert list(copy.rglob(bootstrap.STAMP.name)) == []


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("ERROR: Could not install packages: [Errno 28] No space left on device", bootstrap.DISK_FULL),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", bootstrap.WRONG_BYTES),
        ("npm error code EINTEGRITY", bootstrap.WRONG_BYTES),
        ("WARNING: Retrying (Retry(total=4)) after SSLError(CERTIFICATE_VERIFY_FAILED)", bootstrap.NO_TRUST),
        ("WARNING: Retrying (Retry(total=4))\nERROR: No matching distribution found", bootstrap.NO_NETWORK),
        ("npm error code EAI_AGAIN", bootstrap.NO_NETWORK),
        ("ERROR: Could not find a version (from versions: none)", bootstrap.NO_WHEEL),
    ],
)
def test_what_a_tool_prints_becomes_a_sentence(output: str, sentence: str) -> None:
    assert bootstrap.explain(output) == sentence


def test_what_is_not_known_is_shown_as_it_was_said() -> None:
    assert bootstrap.explain("line 1\nline 2").endswith("\nline 1\nline 2")
