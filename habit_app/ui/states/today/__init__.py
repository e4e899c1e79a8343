"""States of the day's page."""
