"""Fetching a model's file from the Hugging Face hub: resumed, verified, never half there. Prints nothing."""

from edge.download.fetch import download
from edge.download.meter import Progress

__all__ = ["Progress", "download"]
