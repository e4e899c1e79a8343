"""Queries on imports: what a file brought, and taking it back."""
