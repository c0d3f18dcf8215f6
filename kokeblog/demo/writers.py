"""The aliases of the demo's stories, and a few words of each."""

WRITERS: dict[str, str] = {}
