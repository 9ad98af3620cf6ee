from kartoteka.shared.errors import DomainError


class RegionClosed(DomainError):  # noqa: N818 - reads as "raise RegionClosed"
    """There is no such region, or it takes no part any more: the person chooses again (R72)."""
