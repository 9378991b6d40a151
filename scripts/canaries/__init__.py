"""Canaries: texts that must not get anywhere, put through the program, and searched for afterwards."""
