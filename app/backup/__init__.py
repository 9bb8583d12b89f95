"""A copy of everything that can be put back, from the first day."""
