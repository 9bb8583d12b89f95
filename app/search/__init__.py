"""Searching in everything that one may see: Danish words, the same answers on both databases. It knows no room."""
