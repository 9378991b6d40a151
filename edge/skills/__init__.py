"""What is done without a language model: commands, and the values that they are said with."""
