"""Use-cases: load, decide, store; one function each, one module per area."""
