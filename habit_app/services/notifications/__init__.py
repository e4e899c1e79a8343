"""Notifications: decided when they come due, worded, sent by channel, read in the inbox.

The *inbox* is what they read here, *content* its words. *Dispatch* decides on what has come
due. A *delivery* is one message on one channel, a *transport* carries it.
"""
