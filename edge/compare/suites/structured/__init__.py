"""Structured output: facts of a text as JSON under a schema, half of them asked in Chinese, some in Japanese.

    reply ─▶ JSON (`reading`) ─▶ marks against schema and right reply (`grading`)

Every fact that is asked for stands in the text. What is right counts by how well a program could use it: the right
values under other keys are half of it, a form without the values nothing.
"""
