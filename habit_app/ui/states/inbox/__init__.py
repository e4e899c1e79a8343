"""States of the inbox."""
