"""Who was in dialogue before the story begins: numbers of the register, by years before the year that is lived now.

The six of eight years ago are last year's again, as it is when one takes turns. The thirteen with the longest wait are
those of six and seven years ago, and one of whom nothing is on record.
"""

from __future__ import annotations

YEARS_AGO: dict[int, tuple[str, ...]] = {
    8: ("900013", "G90009", "G90016", "C05", "C07", "P02"),
    7: ("900003", "G90004", "G90012", "G90018", "C02", "P04"),
    6: ("900010", "G90010", "G90028", "G90037", "C06", "C09"),
    5: ("G90006", "G90007", "G90011", "G90030", "C08", "P05"),
    4: ("900002", "G90017", "G90027", "G90029", "C04", "P03"),
    3: ("900014", "G90003", "G90005", "G90013", "G90015", "C03"),
    2: ("900006", "G90002", "G90014", "G90026", "C01", "P01"),
}
