"""Who was in dialogue before the story begins: numbers of the register, by years before the year that is lived now.

Nobody stands here twice, and thirteen units nowhere: they have waited longest when this year's six are drawn.
"""

from __future__ import annotations

YEARS_AGO: dict[int, tuple[str, ...]] = {
    5: ("G90006", "G90007", "G90011", "G90030", "C08", "P05"),
    4: ("900002", "G90017", "G90027", "G90029", "C04", "P03"),
    3: ("900014", "G90003", "G90005", "G90013", "G90015", "C03"),
    2: ("900006", "G90002", "G90014", "G90026", "C01", "P01"),
}
