"""Measurements, side by side with a floor; never tests."""
