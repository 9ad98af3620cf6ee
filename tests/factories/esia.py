"""People for whom ESIA vouches."""

from cast import CastMember
from kartoteka.domain.accounts.types import VerifiedPerson


def vouched(member: CastMember, *, email: str = "", is_trusted: bool = True, subject: str = "") -> VerifiedPerson:
    """What ESIA tells of one of the cast."""
    return VerifiedPerson(
        subject=subject or f"esia:{1_000_000_000 + member.number}",
        name=member.name,
        birth_date=member.birth_date,
        sex=member.sex,
        is_trusted=is_trusted,
        snils=member.snils,
        policy=member.policy,
        email=email,
    )
