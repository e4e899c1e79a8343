"""Nudges: a word before a habit is missed, planned once a habit day."""
