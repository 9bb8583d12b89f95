"""The file of an annual plan, as an institution of the story hands it in: a PDF of one page, the same each time."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from typing import cast

from app.paper import FONTS
from demonstration.steps.stage import DATA
from demonstration.story.before import Ahead

MADE_UP = "Opdigtet: institutionen og planen findes ikke."


def plan_pdf(ahead: Ahead, *, name: str, year: int, moment: dt.datetime) -> bytes:
    """The bytes of the plan of one institution."""
    import typst  # heavy: only where something is printed

    written = {"title": f"Årsplan {year}", "name": name, "made_up": MADE_UP}
    data = written | {"opening": ahead.opening, "aims": [asdict(aim) for aim in ahead.aims]}
    compiler = typst.Compiler(str(DATA / "plan.typ"), font_paths=[str(FONTS)], ignore_system_fonts=True)
    sys_inputs = {"data": json.dumps(data, ensure_ascii=False, sort_keys=True)}
    return cast(
        bytes,
        compiler.compile(
            format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=int(moment.timestamp()), sys_inputs=sys_inputs
        ),
    )
