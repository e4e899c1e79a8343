"""Readers of other trackers' exports: bytes in, habits and entries out; no database."""
