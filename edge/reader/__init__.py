"""Reading a message: its language, and what the rest of the ladder needs to know of it."""
