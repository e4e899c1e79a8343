"""Tests of habits."""
