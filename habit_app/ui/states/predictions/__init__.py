"""The State of the admins' page on models, and its words."""
