"""The day's page: what is due, in the order in which people live it."""
