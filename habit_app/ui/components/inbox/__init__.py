"""Components of the inbox."""
