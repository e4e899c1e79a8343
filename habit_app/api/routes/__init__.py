"""A router for each room."""
