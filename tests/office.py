"""The office program of the tests. `python -m tests.office` makes sure that there is one (`make interop`).

LibreOffice from Debian's packages (some 60 to 120 MB to fetch) with its bridge to Python, and the fonts that have the
widths of Word's. As root it is installed; else the sentence says what is missing.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
IN_OFFICE = ROOT / "tests" / "interop" / "in_office.py"
PYTHON = "/usr/bin/python3"
"""Debian's own, for which python3-uno is made."""
PACKAGES = (
    "libreoffice-writer libreoffice-calc libreoffice-impress python3-uno poppler-utils "
    "fonts-crosextra-carlito fonts-liberation"
)
NONE = (
    "There is no LibreOffice for these tests, and none could be installed. "
    f"On Debian and Ubuntu: apt-get install --no-install-recommends {PACKAGES}"
)
LONGEST = 60
"""Seconds that anything may take before it hangs."""


def is_there() -> bool:
    """Whether the office, its bridge and the picture maker all stand."""
    if not shutil.which("soffice") or not shutil.which("pdftoppm") or not Path(PYTHON).exists():
        return False
    return subprocess.run([PYTHON, "-c", "import uno"], check=False, capture_output=True).returncode == 0


def prepare() -> bool:
    """Installs it where we may."""
    if is_there() or os.geteuid() != 0 or not shutil.which("apt-get"):
        return is_there()
    print("LibreOffice for the tests with a real office, from Debian's packages (some minutes) ...", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in ("update", f"install --yes --no-install-recommends {PACKAGES}"):
        subprocess.run(["apt-get", "-qq", *command.split()], env=quiet, stdout=subprocess.DEVNULL, check=False)
    return is_there()


@dataclass(frozen=True)
class Office:
    """A LibreOffice that runs, with settings of its own."""

    address: str
    folder: Path

    def edit(self, source: Path, edits: Sequence[dict[str, str]]) -> Path:
        """Opens a Word file, edits it as a writer does (in_office.py says how), saves it as Word."""
        target, told = self.folder / f"{uuid.uuid4().hex}.docx", self.folder / "edits.json"
        told.write_text(json.dumps(list(edits)), encoding="utf-8")
        command = [PYTHON, str(IN_OFFICE), self.address, str(source), str(target), str(told)]
        _run(command)
        return target


def convert(source: Path, kind: str, folder: Path) -> Path:
    """A file in another format, by an office that is started for it."""
    settings = (folder / "settings").resolve().as_uri()
    wanted = ["--headless", "--convert-to", kind, "--outdir", str(folder), str(source)]
    _run(["soffice", f"-env:UserInstallation={settings}", *wanted])
    target = folder / f"{source.stem}.{kind.partition(':')[0]}"
    assert target.exists(), source.name
    return target


@contextmanager
def running(folder: Path) -> Iterator[Office]:
    """An office that listens on a pipe, and is ended."""
    address = f"pipe,name=ledetraad-{uuid.uuid4().hex}"
    settings = (folder / "settings-of-the-running-one").resolve().as_uri()
    options = ["--headless", "--norestore", "--nologo", "--nodefault", f"--accept={address};urp"]
    command = ["soffice", f"-env:UserInstallation={settings}", *options]
    process = subprocess.Popen(command, start_new_session=True)  # its starter has children; they end together
    try:
        yield Office(address, folder)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=LONGEST)


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LONGEST)
    assert done.returncode == 0, done.stderr[-2_000:]


if __name__ == "__main__":
    if not prepare():
        sys.exit(NONE)
