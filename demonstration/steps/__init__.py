"""The steps of the story, in its order. Each calls services with the story's `now` and tells what came of it."""
