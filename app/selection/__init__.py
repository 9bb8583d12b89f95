"""The six: who can be chosen and why, the choice with its record, the seats and the reserves."""
