"""Components of the day's page."""
