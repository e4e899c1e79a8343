"""Components of the settings."""
