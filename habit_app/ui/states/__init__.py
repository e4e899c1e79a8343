"""Page states: one flat State per page, holding only what is shown."""
