"""States of what predictions come from."""
