"""Habits: made, found, listed, changed, paused, chained; and what their history says."""
