"""A conversation as a file that others can read: Markdown for people, JSON for programs."""
