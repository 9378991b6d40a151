"""Conversation: ten-turn talks that refer back, small talk and short facts, in English, Chinese and Japanese."""
