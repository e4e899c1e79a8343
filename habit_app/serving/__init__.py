"""Building the pages and running the processes: what `make run` does, without Reflex in it."""
