"""The words of the grammars, in English, Chinese and Japanese, as tables that a translator can edit.

They are written as people write them; what compares them with a message folds both in the same way (see `text`).
"""
