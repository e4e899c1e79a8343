"""States of the page of a habit."""
