"""The engine of the plan: six meetings or six hundred in full calendars, a new plan with the fewest moves, and why not.

`solver` reads like a table of contents; the question and the plan are in the room's domain.py, and `documents` are
their JSON. Nothing here knows the web or the database. Engine: OR-tools.
"""
