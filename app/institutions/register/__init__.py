"""A register file read in: its words, its units, what it would change, and all of it or nothing."""
