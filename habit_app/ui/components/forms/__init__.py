"""Components of what forms are made of."""
