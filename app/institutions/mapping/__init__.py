"""Areas, kinds, districts and size bands: the rules by which a unit comes to them, and what no rule knows."""
