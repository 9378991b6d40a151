"""What can answer here: the models that ship or can be fetched, those that the user added, and any file by its path."""

from edge.catalogue.catalogue import PREFERRED, Catalogue
from edge.catalogue.endpoint import Endpoint
from edge.catalogue.model import Model

__all__ = ["PREFERRED", "Catalogue", "Endpoint", "Model"]
