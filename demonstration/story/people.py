"""Who works in Eksempel Kommune. Nobody of this name and title exists; example.dk receives no mail."""

from __future__ import annotations

from dataclasses import dataclass

from demonstration.story.said import Director

BODY = "Eksempel Kommune"
SENDER_ADDRESS = "direktionssekretariatet@example.dk"
SENDER_NAME = "Direktionssekretariatet"


@dataclass(frozen=True)
class Who:
    """A person of the story."""

    name: str
    title: str
    address: str


SECRETARY = Who("Mette Rosendal", "chefkonsulent, direktionssekretariatet", "mette.rosendal@example.dk")
ASSISTANT = Who("Jakob Wiedemann", "konsulent, direktionssekretariatet", "jakob.wiedemann@example.dk")

DIRECTORS: dict[Director, Who] = {
    Director.CHIEF: Who("Bodil Thorsager", "kommunaldirektør", "bodil.thorsager@example.dk"),
    Director.CHILDREN: Who("Claus Ebdrup", "direktør for børn, unge og kultur", "claus.ebdrup@example.dk"),
    Director.CARE: Who("Lisbeth Hvam", "direktør for ældre, sundhed og job", "lisbeth.hvam@example.dk"),
    Director.CITY: Who("Morten Skyttegaard", "direktør for by, natur og økonomi", "morten.skyttegaard@example.dk"),
}

AREA_HEAD = Who("Ingelise Hauglund", "områdechef", "ingelise.hauglund@example.dk")
"""Who heads the centre that opens above the houses of one area."""

ROOMS: tuple[tuple[str, int], ...] = (("Rådhuset, mødelokale Bøgen", 12), ("Rådhuset, mødelokale Pilen", 8))

COMPANIONS: tuple[tuple[str, str], ...] = (
    ("Sanne Ørbæk", "souschef"),
    ("Torben Lykkegaard", "tillidsrepræsentant"),
    ("Nadia Rahimi", "afdelingsleder"),
)
"""Whom the heads bring along; they have no account."""

LATE = "kom lidt senere"
