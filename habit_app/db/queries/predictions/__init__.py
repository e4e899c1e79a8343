"""Queries on predictions: what was said of units and what became of them, and the models."""
