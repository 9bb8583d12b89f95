"""Processes of the application, forked from one that has imported it: a start costs seconds, a fork nearly none.

Each is a process of its own with the environment, the folder, the output and the process group that it is given, and
runs `python -m MODULE WORDS` from MODULE's first line on. Nothing of the tests is imported in it.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, TextIO

ROOT = Path(__file__).resolve().parent.parent
IMPORTED = ("alembic.config", "app", "flask.cli", "gunicorn.app.wsgiapp", "gunicorn.workers.gthread")


@dataclass
class Started:
    """A process that runs, or has ended."""

    pid: int
    _told: TextIO
    _ended: int | None = None

    def wait(self) -> int:
        """The code that it ends with; of a signal, less than zero."""
        if self._ended is None:
            with self._told:
                self._ended = int(self._told.readline())
        return self._ended


def start(
    module: str,
    *words: str,
    environ: Mapping[str, str],
    out: str = os.devnull,
    err: str = os.devnull,
    leads: bool = False,
) -> Started:
    """`python -m module words`, in the background. `leads`: a process group of its own."""
    order = {"module": module, "words": words, "environ": dict(environ), "out": out, "err": err, "leads": leads}
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(_forking())
        connection.sendall(json.dumps(order).encode() + b"\n")
        told = connection.makefile(encoding="ascii")
    return Started(int(told.readline()), told)


def run(module: str, *words: str, environ: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """`python -m module words`, and what came of it."""
    with tempfile.TemporaryDirectory(prefix="ledetraad-") as folder:
        out, err = Path(folder) / "out", Path(folder) / "err"
        code = start(module, *words, environ=environ, out=str(out), err=str(err)).wait()
        return subprocess.CompletedProcess(words, code, out.read_text("utf-8"), err.read_text("utf-8"))


@cache
def _forking() -> str:
    """Where the process listens that forks the others. It ends with the one that started it."""
    folder = tempfile.TemporaryDirectory(prefix="ledetraad-")
    place = f"{folder.name}/asked"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(place)
        listener.listen()
        command = [sys.executable, "-m", "tests.starting", str(listener.fileno())]
        environ = {name: value for name, value in os.environ.items() if name.startswith("PYTHON") or name == "PATH"}
        process = subprocess.Popen(
            command, cwd=ROOT, env=environ, stdin=subprocess.PIPE, pass_fds=[listener.fileno()], start_new_session=True
        )

    def end() -> None:
        process.communicate()
        folder.cleanup()

    atexit.register(end)
    return place


def _serve(listener: socket.socket) -> dict[str, Any]:
    """Forks for each who asks. In the process that is to run something, it returns what."""
    for module in IMPORTED:
        import_module(module)
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the attendants
    while True:
        [ready, *_], _, _ = select.select([sys.stdin, listener], [], [])
        if ready is sys.stdin:
            os._exit(0)
        connection, _ = listener.accept()
        with connection:
            if os.fork() == 0:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                listener.close()
                return _attend(connection)


def _attend(connection: socket.socket) -> dict[str, Any]:
    """Starts the process that was asked for, and tells its number and how it ended."""
    with connection.makefile(encoding="utf-8") as asked:
        order: dict[str, Any] = json.loads(asked.readline())
    number = os.fork()
    if number == 0:
        if order["leads"]:
            os.setsid()
        connection.sendall(b"%d\n" % os.getpid())
        return order
    _, status = os.waitpid(number, 0)
    connection.sendall(b"%d\n" % os.waitstatus_to_exitcode(status))
    os._exit(0)


def _become(order: dict[str, Any]) -> None:
    """Takes on all that a process gets from who starts it, and runs the module."""
    os.environ.clear()
    os.environ.update(order["environ"])
    for place, own, way in (
        (os.devnull, 0, os.O_RDONLY),
        (order["out"], 1, os.O_WRONLY | os.O_CREAT),
        (order["err"], 2, os.O_WRONLY | os.O_CREAT),
    ):
        opened = os.open(place, way)
        os.dup2(opened, own)
        os.close(opened)
    sys.argv = [order["module"], *order["words"]]
    runpy.run_module(order["module"], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _become(_serve(socket.socket(fileno=int(sys.argv[1]))))
