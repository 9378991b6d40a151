"""How often an endpoint is asked again."""

from __future__ import annotations

import random
from dataclasses import dataclass

from cloud_client.errors import CloudError

__all__ = ["Retries"]


@dataclass(frozen=True, slots=True)
class Retries:
    """How often, and after which pauses, an endpoint is asked again. Only before the first token, ever."""

    tries: int = 3
    """Requests at most, the first included; 1 is never again."""
    pause: float = 0.25
    """Seconds: the pause before the second try lies anywhere between 0 and this, and doubles with each further one."""
    longest: float = 4.0
    """Seconds that a pause has at most, unless the server asks for more with Retry-After."""

    def pause_before(self, error: CloudError, tries: int) -> float:
        """Seconds before the next try, after so many; drawn at random, so that many clients do not come as one."""
        drawn = random.uniform(0.0, min(self.longest, self.pause * 2.0 ** (tries - 1)))  # noqa: S311 - no secret
        return max(drawn, error.retry_after or 0.0)
