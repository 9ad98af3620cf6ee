from datetime import datetime

from kartoteka.shared.errors import DomainError


class DownloadNotFound(DomainError):  # noqa: N818
    """There is no such archive, it is another account's or another person's, or it is gone: one answer (law 2)."""


class TooManyDownloads(DomainError):  # noqa: N818
    """The account had as many archives made as are wise in one day."""

    def __init__(self, again_at: datetime) -> None:
        super().__init__()
        self.again_at = again_at
