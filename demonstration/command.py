"""What `make run` asks for: builds the demonstration if there is none, then serves it.

Three processes: the mail catcher (in this one), `python -m jobs`, and the web under gunicorn. Ctrl-C stops all.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from functools import partial
from pathlib import Path

from app import clock
from demonstration import performance, serving


def main() -> int:
    """The command line. Says in one sentence what is wrong, if something is."""
    asked = arguments().parse_args()
    try:
        with performance.alone():
            say = partial(print, flush=True)
            stands = performance.stage(today=asked.today, register=asked.register, fresh=asked.fresh, say=say)
            return 0 if asked.build_only else serving.serve(stands, first_port=asked.port)
    except performance.CannotStage as reason:
        print(reason, file=sys.stderr)
    except OSError as error:
        print(f"{performance.INSTANCE} cannot be used: {error.strerror}.", file=sys.stderr)
    return 1


def arguments() -> argparse.ArgumentParser:
    """What can be asked for."""
    parser = argparse.ArgumentParser(prog="python -m demonstration", description=__doc__)
    parser.add_argument("--register", type=Path, help="a real register file, instead of the invented one")
    parser.add_argument("--today", type=dt.date.fromisoformat, default=clock.local_day(clock.now()), help="YYYY-MM-DD")
    parser.add_argument("--port", type=int, default=8000, help="the first port to try")
    parser.add_argument("--fresh", action="store_true", help="build anew what stands already")
    parser.add_argument("--build-only", action="store_true", help="build, and do not serve")
    return parser
