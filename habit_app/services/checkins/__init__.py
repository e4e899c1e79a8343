"""Check-ins: what somebody says about a habit and a day.

An *entry* is what the day holds after it; the log keeps every statement.
"""
