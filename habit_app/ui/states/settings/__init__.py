"""States of the settings."""
