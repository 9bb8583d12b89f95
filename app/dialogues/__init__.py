"""The dialogues: the agenda, what was said as passages, the institution's confirmation, and what was promised."""
