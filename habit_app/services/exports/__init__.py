"""Exports: everything of an account, to take along."""
