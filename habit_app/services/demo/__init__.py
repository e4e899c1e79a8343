"""The demo account of a laptop install."""
