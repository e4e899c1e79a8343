"""Badges: won by what somebody does, found in what they did, shown with what is left to do."""
