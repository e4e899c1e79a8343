"""The outside world: what comes in from other programs and goes out to them."""
