"""
Keyed hashes by which a person is looked up and compared.

Names, birth dates and policy numbers can be guessed, so a bare hash of them would give them away to whoever
gets a copy of the table. The key is a secret of the installation.
"""

from collections.abc import Iterator
from datetime import date
from hashlib import blake2b

from kartoteka.shared.identifiers import OmsPolicy, Snils
from kartoteka.shared.names import PersonName, comparable

KEY_LENGTH = 16  # bytes; at 10 million people a chance collision is below 1e-24


def keyed_hash(secret: bytes, *parts: str) -> bytes:
    """
    Sixteen bytes that say nothing without the secret. Parts can't run into one another.

    :raises ValueError: the secret is empty, so that anybody could compute the hash, or longer than 64 bytes
    """
    if not secret:
        raise ValueError("the secret is empty")
    digest = blake2b(key=secret, digest_size=KEY_LENGTH)
    for part in parts:
        encoded = part.encode()
        digest.update(len(encoded).to_bytes(4, "big"))
        digest.update(encoded)
    return digest.digest()


def person_key(secret: bytes, name: PersonName, birth_date: date) -> bytes:
    """Key of a person by normalised name and birth date (R14), whatever the documents."""
    return keyed_hash(secret, "person", *_name_parts(name), birth_date.isoformat())


def document_keys(
    secret: bytes, name: PersonName, birth_date: date, snils: Snils | None, policy: OmsPolicy | None
) -> Iterator[bytes]:
    """Keys of a person by normalised name, birth date and each of the documents given (R14)."""
    who = (*_name_parts(name), birth_date.isoformat())
    if snils is not None:
        yield keyed_hash(secret, "snils", *who, snils.digits)
    if policy is not None:
        yield keyed_hash(secret, "policy", *who, policy.kind, comparable(policy.series), comparable(policy.number))


def _name_parts(name: PersonName) -> tuple[str, str, str]:
    return comparable(name.family), comparable(name.given), comparable(name.patronymic)
