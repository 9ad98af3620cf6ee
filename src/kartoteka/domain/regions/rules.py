"""Decisions of regions that need nothing but their arguments."""

import hashlib
import json
from dataclasses import asdict

from kartoteka.domain.regions.types import Region


def fingerprint(region: Region | None) -> str:
    """A mark of all that is known of a region; another one as soon as anything changes, empty for no region."""
    if region is None:
        return ""
    return hashlib.sha256(json.dumps(asdict(region), sort_keys=True).encode()).hexdigest()
