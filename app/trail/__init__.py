"""What was done, by whom and when: an append-only chain, and the record of what the jobs process ran."""
