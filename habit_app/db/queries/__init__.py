"""The only SQL: one module for each kind of row that is asked for."""
