"""The arguments of the application: what `serve run edge.cluster:app name=value` and a Serve config take."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, model_validator

__all__ = ["Arguments"]


class Arguments(BaseModel):
    """All of them have defaults; an unknown one is an error."""

    model_config = ConfigDict(extra="forbid")

    home: str = Field(
        default="", description="Folder with settings, endpoints, models and the token; the user's own if empty."
    )
    model: str = Field(default="", description="The local model of every replica; that of the settings if empty.")
    min_replicas: int = Field(default=1, ge=1, le=1000, description="Engine replicas that are always there.")
    max_replicas: int = Field(default=1, ge=1, le=1000, description="As many as there may be; at least min_replicas.")
    cores: int = Field(default=1, ge=1, le=256, description="Cores that a replica takes, and threads of its engine.")
    target: float = Field(
        default=2.0, gt=0, le=100, description="Turns under way and waiting, a replica, that are aimed at."
    )
    at_once: int = Field(
        default=4, ge=1, le=1000, description="The most of them that a replica is sent; more go elsewhere."
    )
    port: int = Field(
        default=8000, ge=1, le=65535, description="Serve's HTTP port, as it stands in the clients' Host header."
    )

    @model_validator(mode="after")
    def _in_order(self) -> Arguments:
        if self.max_replicas < self.min_replicas:
            raise ValueError("max_replicas has to be at least min_replicas")
        return self
