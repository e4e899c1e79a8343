"""States of the weeks looked back at."""
