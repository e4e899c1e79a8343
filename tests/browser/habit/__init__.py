"""Tests of habit."""
