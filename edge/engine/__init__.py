"""The local model: llama.cpp in a process of its own, and the part of this process that watches over it."""
