"""Tests of checkins."""
