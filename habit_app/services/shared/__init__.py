"""What every room uses: who is looking, audit, secrets, limits, pages of lists, mails."""
