"""Queries on notifications: the inbox, channels, and what goes out on them."""
