"""Work that is done later, and whether the process is well.

A *job* is a row that a worker claims by a lease: until when nobody else does it.
"""
