"""Making the reader: what it learns from, its training, its file, and how it is measured."""
