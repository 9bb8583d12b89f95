"""How a message leaves: claimed with a lease, tried, and what became of the try. Any number of workers at once."""
