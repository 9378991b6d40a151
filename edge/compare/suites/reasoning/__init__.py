"""Reasoning: word problems with one checkable answer, in English, Chinese and Japanese."""
