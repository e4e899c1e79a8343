"""Reminders: when a habit is looked at next, and what is scheduled of the coming hour."""
