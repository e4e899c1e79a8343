"""States of what stands around every page."""
