"""The only place with SQL: tables, sessions and one query module per area."""
