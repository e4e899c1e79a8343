"""What is likely to be missed next, and why: a *risk* is a chance with its reasons."""
