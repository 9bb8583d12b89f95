"""Who the people are: persons, their roles in the body, sign-in, and the one table that says who may open what."""
