"""Runs the demonstration in front of you: catcher, jobs and web, until Ctrl-C."""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from types import FrameType

from config import ROOT
from demonstration.catcher import HOST, Catcher
from demonstration.mark import Mark
from demonstration.performance import ANEW, INSTANCE, MAILS, CannotStage, environment

ASKED_TO_STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PORTS = 100
SECONDS_TO_START, SECONDS_TO_STOP = 60, 10
JOBS = [sys.executable, "-m", "jobs"]
WEB = [
    sys.executable,
    "-m",
    "gunicorn",
    "--no-control-socket",
    "--workers",
    "1",
    "--threads",
    "8",
    "--log-level",
    "error",
]


def serve(stands: Mark, *, first_port: int) -> int:
    """Starts everything, prints the address last, and waits. Gives 1 if a process ended by itself."""
    for asked in ASKED_TO_STOP:  # also the first of them, which a shell may have told us to ignore
        signal.signal(asked, _stop)
    port = free_port(first_port)
    if port != first_port:
        print(f"Port {first_port} is busy: takes {port}.")
    with Catcher(INSTANCE / MAILS, refused=stands.refused) as catcher:
        variables = environment(INSTANCE, port=port, mail_port=catcher.port)
        with running("jobs", JOBS, variables) as jobs, running("web", _web(port), variables) as web:
            try:
                _wait_until_ready(port, web)
                print(f"Ready. Stop it with Ctrl-C.\n\n  http://{HOST}:{port}\n", flush=True)
                return _watch(jobs, web)
            except KeyboardInterrupt:
                print("Stops.", flush=True)
                return 0


def free_port(first: int) -> int:
    """The first port from `first` on that nobody listens on."""
    for port in range(first, min(first + PORTS, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind((HOST, port))
                return port
    raise CannotStage(
        f"No port from {first} to {first + PORTS - 1} is free. Name another: make run PORT={first + PORTS}"
    )


@contextlib.contextmanager
def running(name: str, command: list[str], variables: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A process that writes to a log of its own, is asked to stop at the end, and made to if it will not.

    Ctrl-C reaches only us: a session of its own keeps the process from hearing it as well.
    """
    with (INSTANCE / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=dict(variables), stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _web(port: int) -> list[str]:
    return [*WEB, "--bind", f"{HOST}:{port}", "demonstration.wsgi:application"]


def _wait_until_ready(port: int, web: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while web.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/readyz", timeout=5):
                return
        except urllib.error.HTTPError:
            raise CannotStage(f"The pages cannot use what stands in {INSTANCE}. {ANEW}") from None
        except OSError:  # nobody listens yet, or too slowly
            time.sleep(0.1)
    raise CannotStage(f"The web process did not start; what it wrote stands in {INSTANCE}/web.log.")


def _watch(*processes: subprocess.Popen[bytes]) -> int:
    while all(process.poll() is None for process in processes):
        time.sleep(0.5)
    print(f"A process has ended by itself; what it wrote stands in {INSTANCE}/*.log.", file=sys.stderr)
    return 1


def _stop(_signal: int, _frame: FrameType | None) -> None:
    """Once is enough: who presses again while the others are being stopped must not leave them behind."""
    for asked in ASKED_TO_STOP:
        signal.signal(asked, signal.SIG_IGN)
    raise KeyboardInterrupt
