"""The only place with SQL: tables, sessions, and queries by room."""
