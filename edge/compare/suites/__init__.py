"""The suites of `edge compare`, all of them written by this project."""
