"""The six of last year, who talked about the guidance of that year (guidance_before.py)."""

from __future__ import annotations

from demonstration.story.last_year_children import HILL_SCHOOL, LINDEN_HOUSE, SHORE_HOUSE
from demonstration.story.last_year_others import JOB_CENTRE, RIVER_HOME, ROAD_CENTRE
from demonstration.story.said import Talk

SIX: tuple[tuple[str, Talk], ...] = (
    ("G90016", SHORE_HOUSE),
    ("900013", HILL_SCHOOL),
    ("P02", RIVER_HOME),
    ("C07", JOB_CENTRE),
    ("G90009", LINDEN_HOUSE),
    ("C05", ROAD_CENTRE),
)
"""By their number in demonstration/data, in the order of the six meetings."""
