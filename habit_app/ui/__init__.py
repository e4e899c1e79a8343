"""The Reflex adapter: pages, and states that only hold what is shown."""
