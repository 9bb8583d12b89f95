"""What comes in: fetched, stored and committed first, then processed; both once."""
