"""The answers: by mail as calendars write them, by the link, by a delegate; each counted once and rightly."""
