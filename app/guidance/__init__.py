"""The guidance: the draft with its evidence, the fate of each insight, the gates, adoption and publication."""
