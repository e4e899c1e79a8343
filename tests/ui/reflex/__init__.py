"""Tests of reflex."""
