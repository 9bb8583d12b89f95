"""Before a meeting: the agenda, the annual plan, the directors’ one page, and the days by which each is due."""
