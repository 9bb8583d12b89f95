"""The draft and its evidence as its pages show them: each text, what it is based on, the fate of each insight."""
