"""Jobs: work that is done later; and whether database, worker and beat are up.

A *job* is a row that a worker claims by a lease: until when nobody else does it.
"""
