"""Components of the page of a habit."""
