"""What a reply says: its language, its numbers, its final answer, the names in it, whether it is a text at all.

Rules, no model: the same reply always reads the same, on every machine. None of them raises for any text, and each
looks at the first 20,000 characters only.
"""
