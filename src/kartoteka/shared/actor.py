"""Who does a thing: every write names its actor."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """An account, or the Portal itself when `account_id` is None (a worker, an import)."""

    account_id: UUID | None

    @classmethod
    def account(cls, account_id: UUID) -> "Actor":
        return cls(account_id=account_id)

    @classmethod
    def system(cls) -> "Actor":
        return cls(account_id=None)
