"""Imports: what a foreign file would write (its *plan*), and writing it, whole or not at all."""
