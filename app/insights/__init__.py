"""The insights: one sentence each, tied to the words it came from, seen across themes and institutions."""
