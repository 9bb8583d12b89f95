"""A process that was forked from one that has imported the application is as one that a person starts."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from config import ROOT
from tests import starting


def test_forked_process_says_what_a_started_one_says(tmp_path: Path) -> None:
    words = ("cycle", "open", "i morgen")
    environ = {"PATH": os.environ["PATH"], "LEDETRAAD_INSTANCE_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "flask", "--app", "app", *words]
    started = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    forked = starting.run("flask", "--app", "app", *words, environ=environ)
    assert started.returncode == 2
    assert (forked.returncode, forked.stdout, forked.stderr) == (started.returncode, started.stdout, started.stderr)


def test_forked_process_has_its_own_environment_and_nothing_of_the_tests() -> None:
    tell = "import os, sys; print(dict(os.environ), 'tests.conftest' in sys.modules)"
    done = starting.run("timeit", "-n", "1", "-r", "1", tell, environ={"ONLY": "this"})
    assert done.stdout.splitlines()[0] == "{'ONLY': 'this'} False"


def test_killed_process_is_told_as_killed() -> None:
    process = starting.start("http.server", "0", environ={}, leads=True)
    assert os.getpgid(process.pid) == process.pid
    os.killpg(process.pid, signal.SIGKILL)
    assert [process.wait(), process.wait()] == [-signal.SIGKILL] * 2
