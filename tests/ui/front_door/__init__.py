"""Tests of front door."""
