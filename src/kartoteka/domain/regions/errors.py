from kartoteka.shared.errors import DomainError


class RegionClosed(DomainError):  # noqa: N818 - reads as "raise RegionClosed"
    """There is no such region, or it takes no part any more: the person chooses again (R72)."""


class RegionChanged(DomainError):  # noqa: N818
    """Somebody else changed the region after it was shown."""


class RegionNameTaken(DomainError):  # noqa: N818
    """Another region has this name."""
