"""Who counts as one: houses and departments stand under the head who is drawn; proposed, and answered by a person."""
