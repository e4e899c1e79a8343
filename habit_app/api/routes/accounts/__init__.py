"""Routes of accounts: signing in, passwords, the account itself."""
