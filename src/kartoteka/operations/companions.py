"""Programs that run beside the Portal because the settings want them: a simulated neighbour, in the demo."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.module_loading import import_string

from kartoteka.operations.address import Address
from kartoteka.operations.processes import Program


@dataclass(frozen=True, slots=True)
class Companion:
    """A further program. `environment` is what the Portal's own programs must know of it."""

    program: Program
    is_ready: Callable[[], bool]
    environment: Mapping[str, str] = field(default_factory=dict)


def make_companions(address: Address) -> list[Companion]:
    """What KARTOTEKA_RUN_ALONGSIDE names; each function gets the address of the Portal. Nothing is started yet."""
    return [import_string(name)(address) for name in settings.KARTOTEKA_RUN_ALONGSIDE]


def tell_of(companions: Iterable[Companion]) -> None:
    """Put what is to be known of the companions where the programs started after this will find it."""
    for companion in companions:
        os.environ.update(companion.environment)
