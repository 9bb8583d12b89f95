"""Meetings as a calendar that a person’s own fetches by itself, under an address that only she knows."""
