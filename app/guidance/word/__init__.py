"""The draft on its way through Word: sent out with hidden marks, read back, and what the file would change."""
