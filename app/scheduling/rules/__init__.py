"""Working time: when nobody meets, how long ahead people are asked, and what a person has set for the year."""
