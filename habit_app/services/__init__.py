"""Use-cases: load, decide, store; a folder for each room."""
