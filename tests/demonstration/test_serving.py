"""`make run` after the set-up: three processes, the address last, and nothing left when it is stopped."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from config import ROOT
from demonstration import serving
from demonstration.performance import CannotStage
from tests.demonstration.conftest import Built


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_free_port_is_the_next_one_when_the_first_is_busy(busy_port: int) -> None:
    assert serving.free_port(busy_port) > busy_port


def test_free_port_says_what_to_do_when_there_is_none(busy_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "PORTS", 1)
    with pytest.raises(CannotStage, match="Name another"):
        serving.free_port(busy_port)


@contextmanager
def started(folder: Path, port: int) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The demonstration in a process of its own, and what it had told when it was ready."""
    command = [sys.executable, "-m", "demonstration", "--port", str(port)]
    environ = {**os.environ, "LEDETRAAD_INSTANCE_DIR": str(folder), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            assert process.stdout is not None
            told = ""
            while "http://" not in told:
                line = process.stdout.readline()
                assert line, told
                told += line
            yield process, told
        finally:
            process.terminate()


def children_of(process: subprocess.Popen[str]) -> set[int]:
    """The processes that a process has started, as the kernel knows them."""
    parents = {int(stat.parent.name): parent_in(stat) for stat in Path("/proc").glob("[0-9]*/stat")}
    return {pid for pid, parent in parents.items() if parent == process.pid}


def parent_in(stat: Path) -> int:
    with contextlib.suppress(OSError):
        return int(stat.read_text().rpartition(")")[2].split()[1])
    return 0


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_demonstration_serves_until_it_is_stopped(built: Built, busy_port: int, stop: signal.Signals) -> None:
    with started(built.second, busy_port) as (process, told):
        address = re.findall(r"http://\S+", told)[-1]
        assert f"Port {busy_port} is busy: takes " in told
        with urllib.request.urlopen(f"{address}/log-ind", timeout=10) as answer:
            assert "Se det som sekretær" in answer.read().decode()
        children = children_of(process)
        assert len(children) == 2
        process.send_signal(stop)
        time.sleep(0.3)
        process.send_signal(stop)  # impatience leaves nothing behind either
        assert process.wait(20) == 0
    assert [pid for pid in children if Path(f"/proc/{pid}").exists()] == []


def test_demonstration_ends_when_one_of_its_processes_does(built: Built, busy_port: int) -> None:
    with started(built.second, busy_port) as (process, _told):
        os.kill(min(children_of(process)), signal.SIGKILL)
        assert process.wait(20) == 1
        assert process.stdout is not None
        assert "A process has ended by itself" in process.stdout.read()
