"""Other input to the year: what another forum had to say, and notes that were written elsewhere."""
