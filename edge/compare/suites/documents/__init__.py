"""Long documents: generated handbooks of about 2,000 to 30,000 tokens, and questions for one fact and its place."""
