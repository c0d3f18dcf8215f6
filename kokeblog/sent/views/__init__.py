"""What the writer sees: the form, and the story behind its number."""
