"""The times: busy calendars, rooms, and a plan for the year's meetings that a person accepts."""
