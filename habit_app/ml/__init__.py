"""Learning what is skipped: from units to features, models, their judges, and their reasons.

Pure functions of tables: no session, no clock, and nothing that a web process loads. The domain
says what a unit came to; this floor only learns from it.
"""
