"""Routes of notifications: the inbox, channels, answers from messages."""
