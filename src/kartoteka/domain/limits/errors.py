from datetime import datetime

from kartoteka.shared.errors import DomainError


class LimitReached(DomainError):  # noqa: N818 - reads as "raise LimitReached"
    """A named limit is used up until `again_at`."""

    def __init__(self, name: str, again_at: datetime) -> None:
        super().__init__(name)
        self.name = name
        self.again_at = again_at
