"""The command line: it puts a program together, and imports each part only when it starts it."""
