"""The one seam to Reflex's insides."""
