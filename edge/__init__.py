"""The assistant that lives on the device and knows when to ask for help."""

__version__ = "0.1.0"
