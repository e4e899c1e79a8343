"""Components of the admins' page on models."""
