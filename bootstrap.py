"""Sets up what the project needs, in its own folder and nowhere else: `python3 bootstrap.py run` (or `dev`).

Standard library only, and written so that an old Python can still read it and say what is missing. A stamp is written
last: with it the next call is over at once; without it, or with another lock, everything is made anew, since a virtual
environment that was interrupted looks whole. Called by `make run` and `make test`.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "set-up-is-whole"
PACKAGES = ROOT / "node_modules"
SCRATCH = ROOT / ".setup"
LEAST_PYTHON = (3, 11)
LOCKS = {
    "run": ["requirements.txt", "requirements-node.txt", "package-lock.json"],
    "dev": ["requirements.txt", "requirements-dev.txt", "requirements-node.txt", "package-lock.json"],
}

OLD_PYTHON = (
    "Ledetråd needs Python 3.11 or newer, and this is Python {version}. "
    "Install a newer one and name it: make run PYTHON=python3.12"
)
NO_ENSUREPIP = (
    "This Python cannot make a virtual environment, since its module ensurepip is missing. "
    "On Debian and Ubuntu: apt-get install python3-venv. Then give the same command again."
)
NO_NETWORK = (
    "The packages could not be fetched, since their registry cannot be reached. Check the connection (and the settings "
    "of pip and npm, if your organisation has a proxy or a mirror), then give the same command again. "
    "The network is needed the first time only."
)
WRONG_BYTES = (
    "A package is not the one that the lock names, so nothing of it was installed. Give the same command again; "
    "if it fails again, something between you and the registry changes files."
)
NO_TRUST = (
    "The registry's certificate is not trusted here. If your organisation inspects traffic, "
    "set PIP_CERT and NODE_EXTRA_CA_CERTS to its certificate, then give the same command again."
)
DISK_FULL = "The disk is full: some 700 MB are needed to run Ledetråd, 1.3 GB to test it. Make room and try again."
NO_WHEEL = (
    "A package has no ready-made build for this machine. "
    "Ledetråd runs on Linux (glibc) on x86-64 or ARM64 with Python 3.11 to 3.13."
)

# What pip and npm print, in the order in which it tells most.
SIGNS = (
    (DISK_FULL, ("No space left on device", "ENOSPC")),
    (WRONG_BYTES, ("DO NOT MATCH THE HASHES", "EINTEGRITY")),
    (NO_TRUST, ("CERTIFICATE_VERIFY_FAILED", "SELF_SIGNED_CERT", "UNABLE_TO_GET_ISSUER_CERT")),
    (NO_NETWORK, ("Retrying (", "ConnectionError", "ReadTimeout", "ENOTFOUND", "EAI_AGAIN", "ECONN", "ETIMEDOUT")),
    (NO_WHEEL, ("from versions: none", "No matching distribution")),
)


class Stop(Exception):
    """Set-up cannot go on; the text is a sentence that says why and what to do."""


def check_python() -> None:
    """An interpreter that can run the project and make virtual environments."""
    if sys.version_info < LEAST_PYTHON:
        raise Stop(OLD_PYTHON.format(version=".".join(map(str, sys.version_info[:3]))))
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        raise Stop(NO_ENSUREPIP) from None


def fingerprint(kind: str) -> str:
    """What a set-up depends on: the locks, the Python version, and the folder (scripts in .venv hold its path)."""
    digest = hashlib.sha256(f"{sys.implementation.cache_tag} {ROOT}".encode())
    for name in LOCKS[kind]:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def is_whole(kind: str) -> bool:
    """Whether a set-up of this kind stands and fits; one for `dev` serves `run` as well."""
    if not (PYTHON.exists() and STAMP.exists() and (PACKAGES / ".package-lock.json").exists()):
        return False
    wanted = {f"{each} {fingerprint(each)}" for each in (kind, "dev")}
    return STAMP.read_text(encoding="ascii").strip() in wanted


def build(kind: str) -> None:
    """Everything from the beginning, or what `dev` needs beside a whole `run`; the stamp comes last."""
    if kind == "run" or not is_whole("run"):
        shutil.rmtree(VENV, ignore_errors=True)
        with step("A virtual environment in .venv"):
            run_tool([sys.executable, "-m", "venv", str(VENV)])
    STAMP.unlink(missing_ok=True)
    names = ["requirements.txt"] + (["requirements-dev.txt"] if kind == "dev" else [])
    with step("Python packages from " + " and ".join(names)):
        install(names)
    fetch_front_end(kind)
    STAMP.write_text(f"{kind} {fingerprint(kind)}\n", encoding="ascii")


def install(names: list[str]) -> None:
    """Exactly the locked packages, ready-made ones only, so that no code of theirs runs while they are installed."""
    # --no-compile halves the time; Python compiles what is imported, when it is.
    options = ["--quiet", "--no-input", "--disable-pip-version-check", "--no-compile"]
    safe = ["--require-hashes", "--only-binary", ":all:"]
    files = [word for name in names for word in ("-r", name)]
    run_tool([str(PYTHON), "-m", "pip", "install", *options, *safe, *files])


def fetch_front_end(kind: str) -> None:
    """The design system (and, for `dev`, axe) by the machine's npm, else by one from a wheel in .venv."""
    npm = shutil.which("npm") if shutil.which("node") else None
    if npm is None:
        with step("npm, which this machine lacks, from requirements-node.txt"):
            install(["requirements-node.txt"])
        npm = str(VENV / "bin" / "npm")
    with step("Front-end packages from package-lock.json"):
        run_tool([npm, "ci"] + (["--omit=dev"] if kind == "run" else []))


def compile_translations() -> None:
    """The catalogues that are newer than their compiled form."""
    catalogues = sorted((ROOT / "translations").glob("*/LC_MESSAGES/*.po"))
    stale = [po for po in catalogues if not is_newer(po.with_suffix(".mo"), po)]
    if stale:
        with step("Translations"):
            run_tool([str(VENV / "bin" / "pybabel"), "compile", "-d", "translations"])


def is_newer(made: Path, source: Path) -> bool:
    """Whether a file was made after its source was last changed."""
    return made.exists() and made.stat().st_mtime_ns >= source.stat().st_mtime_ns


def prepare_browser() -> None:
    """A Chromium for the tests; without one they are skipped, and fail where CI=true."""
    done = subprocess.run([str(PYTHON), "-m", "tests.chromium"], cwd=ROOT, check=False)
    if done.returncode and os.environ.get("CI") == "true":
        raise Stop("Without a browser the tests cannot prove anything about the pages.")


@contextlib.contextmanager
def step(what: str) -> Iterator[None]:
    """One line: what is being made, and how many seconds it took."""
    print(what + " ... ", end="", flush=True)
    start = time.monotonic()
    try:
        yield
    except BaseException:
        print("failed", flush=True)
        raise
    print(f"{time.monotonic() - start:.1f} s", flush=True)


def run_tool(command: list[str]) -> None:
    """Runs a tool quietly in the project's folder; its failure becomes a sentence."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Stop(explain(done.stdout))


def explain(output: str) -> str:
    """The sentence for what a tool printed; its own last lines where we know none."""
    for sentence, signs in SIGNS:
        if any(sign in output for sign in signs):
            return sentence
    return "Set-up failed, and this is what the tool said last:\n" + "\n".join(output.splitlines()[-15:])


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Two set-ups in one folder would destroy each other's work: the second waits."""
    SCRATCH.mkdir(exist_ok=True)
    with (SCRATCH / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def set_up(kind: str) -> None:
    """Makes what is missing, and nothing else."""
    start = time.monotonic()
    with alone():
        missing = not is_whole(kind)
        if missing:
            check_python()
            build(kind)
        compile_translations()
        if kind == "dev":
            prepare_browser()
    if missing:
        print(f"Set up in {time.monotonic() - start:.0f} s; the next time takes none.", flush=True)


def main() -> int:
    """0 when everything stands; 1 with a sentence on stderr when it does not."""
    parser = argparse.ArgumentParser(description="Sets up Ledetråd in its own folder.")
    parser.add_argument("kind", choices=sorted(LOCKS), help="run: what running needs; dev: what the tests need too")
    kind = parser.parse_args().kind
    try:
        set_up(kind)
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"Set-up cannot write {error.filename}: {error.strerror}. Whose folder is it?", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Give the same command again, and set-up begins anew.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
