"""Tests of today."""
