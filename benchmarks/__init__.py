"""Measurements of the engines and the pages: `make bench` prints them and writes docs/benchmarks.md."""
