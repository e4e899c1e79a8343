"""Components of the list of habits and their sheet."""
