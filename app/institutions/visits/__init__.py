"""Earlier dialogues from a list: which unit each line means, and all lines written down, or none."""
