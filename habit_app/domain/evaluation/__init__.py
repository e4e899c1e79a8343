"""Evaluating a habit: from rules and entries to days, streaks and strength.

Also what dates alone decide until when (`outlook`).
"""
