"""Open pages: where they are kept, and how they follow what is changed elsewhere."""
