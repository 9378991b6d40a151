"""What the skills say: one table a skill, each sentence in English, Chinese and Japanese.

A name in braces is a value that the skill puts in; two sentences in parentheses are for one and for any other count.
"""
