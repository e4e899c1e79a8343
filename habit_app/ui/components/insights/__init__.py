"""Components of the weeks looked back at."""
