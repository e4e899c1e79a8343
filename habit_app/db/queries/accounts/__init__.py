"""Queries on accounts: people, and how they sign in."""
