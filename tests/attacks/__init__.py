"""What an attacker would try at the doors of the API."""
