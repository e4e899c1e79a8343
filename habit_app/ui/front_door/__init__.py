"""What stands before the pages: who may open a socket and call a handler; the headers."""
