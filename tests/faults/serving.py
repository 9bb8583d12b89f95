"""The application as it is served for real, in processes of its own that a test may kill at any moment."""

from __future__ import annotations

import os
import resource
import signal
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tests import starting
from tests.conftest import SECRET

HOST = "127.0.0.1"
PATIENCE = 60.0  # seconds until a process that does not come up is a fault


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server((HOST, 0)) as listener:
        return int(listener.getsockname()[1])


@dataclass
class Server:
    """gunicorn with its workers, in a process group of its own."""

    database_url: str
    instance: Path
    workers: int = 1
    largest_file: int | None = None
    port: int = field(default_factory=free_port)
    process: starting.Started | None = None

    def start(self) -> Server:
        """Starts it; it answers when this returns."""
        options = [f"--bind={HOST}:{self.port}", f"--workers={self.workers}", "--threads=8", "--log-level=critical"]
        words = ("--no-control-socket", *options, "app:create_app()")
        self.process = starting.start("gunicorn", *words, environ=self.environment(), leads=True)
        if self.largest_file is not None:
            allow_files(self.process.pid, self.largest_file)
        until = time.monotonic() + PATIENCE
        while not self.answers():
            if time.monotonic() > until:
                raise TimeoutError("the server does not come up")
            time.sleep(0.02)
        return self

    def environment(self) -> dict[str, str]:
        """The settings, given as an installation gets them."""
        return os.environ | {
            "LEDETRAAD_ENVIRONMENT": "production",
            "LEDETRAAD_SECRET_KEY": SECRET,
            "LEDETRAAD_DATABASE_URL": self.database_url,
            "LEDETRAAD_INSTANCE_DIR": str(self.instance),
            "LEDETRAAD_BASE_URL": f"http://{HOST}:{self.port}",
        }

    def answers(self) -> bool:
        """Whether a worker takes requests."""
        connection = HTTPConnection(HOST, self.port, timeout=5)
        try:
            connection.request("GET", "/livez")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def kill(self) -> None:
        """kill -9 for the whole group: nobody gets to say goodbye."""
        assert self.process
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def cpu_seconds(self) -> float:
        """What its processes have used so far."""
        assert self.process
        return sum(map(cpu_seconds_of, [self.process.pid, *children_of(self.process.pid)]))

    def kill_worker(self) -> None:
        """kill -9 for one worker; the master starts another."""
        assert self.process
        workers = children_of(self.process.pid)
        if workers:
            os.kill(workers[0], signal.SIGKILL)


def allow_files(pid: int, largest: int) -> None:
    """From now on a process (and those it starts) can write no file beyond so many bytes, as on a full disk."""
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (largest, resource.prlimit(pid, resource.RLIMIT_FSIZE)[1]))


def cpu_seconds_of(pid: int) -> float:
    """What a process has used, in its own code and in the kernel."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def children_of(pid: int) -> Sequence[int]:
    """The processes that a process has started."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(one) for one in listed.split()]
