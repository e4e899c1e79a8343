"""Components of what stands around every page."""
