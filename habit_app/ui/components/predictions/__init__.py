"""Components of what predictions come from."""
