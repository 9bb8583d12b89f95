"""Writing: passages that are never lost, their places and their words, and what several who write see of each other."""
