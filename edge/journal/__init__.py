"""What is kept on disk: conversations, messages, and a record of every turn."""
