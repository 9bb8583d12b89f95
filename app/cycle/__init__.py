"""The year: its milestones, its subject (the guidance that the dialogues talk about), the themes over the years,
the year wheel and the front page."""
