"""Components of the signed-out pages."""
