"""States of badges."""
