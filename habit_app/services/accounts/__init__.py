"""Accounts: made, signed in to, changed, recovered, left."""
