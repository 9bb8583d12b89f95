"""What became of it: a letter to each of the six, and the actions that were promised."""
