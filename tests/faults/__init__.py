"""What happens when parts of an install are killed, and how it comes back."""
