"""This project beside llama.cpp's own tools: same file, same machine, same run."""
