"""The history of an account, in words."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from uuid import UUID

from kartoteka.administration.words import BLOCK_GROUNDS, CHANNELS, ROLES, TEMPLATES, event_words, letter_state
from kartoteka.domain.accounts.selectors import find_role_proposals, list_blocks, logins
from kartoteka.domain.accounts.types import RoleProposal
from kartoteka.domain.audit.selectors import account_history, list_traces
from kartoteka.domain.audit.types import Event, HistoryPage, Trace
from kartoteka.domain.messaging.selectors import list_messages_of_account
from kartoteka.domain.regions.types import TermOfLooksChange

GONE = "учетная запись, которой больше нет"
_SHOWN_AT_ONCE = 50
_SHOWN_ON_THE_PAGE_OF_THE_ACCOUNT = 15


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """What happened, when and by whom. What a record holds is never told."""

    at: datetime
    what: str
    who: str


@dataclass(frozen=True, slots=True)
class LetterLine:
    """What was sent, when and how far it got. What it says is never told."""

    message_id: UUID
    at: datetime
    what: str
    channel: str
    state: str


@dataclass(frozen=True, slots=True)
class History:
    """Newest first; `older` leads to the next part."""

    lines: tuple[HistoryLine, ...]
    older: int | None


def latest_of(account_id: UUID) -> History:
    """What happened lately; without the looks of administrators, which would soon hide everything else."""
    page = account_history(
        account_id=account_id, length=_SHOWN_ON_THE_PAGE_OF_THE_ACCOUNT, besides=[Event.ACCOUNT_LOOKED_AT]
    )
    return _in_words(account_id, page)


def history_of(account_id: UUID, *, before: int | None = None) -> History:
    """A part of an account's whole history. Four queries at most, however long it is."""
    return _in_words(account_id, account_history(account_id=account_id, length=_SHOWN_AT_ONCE, before=before))


def history_of_region(code: str) -> History:
    """All that was done to a region. Two queries."""
    traces = list_traces(subject_type="region", subject_id=code)[::-1]
    names = logins({trace.actor_id for trace in traces if trace.actor_id})
    return History(tuple(_with_years(_line(trace, None, names), trace) for trace in traces), None)


def letters_of(account_id: UUID) -> tuple[LetterLine, ...]:
    """What was sent about an account lately; those that say nothing of an account are not among them."""
    found = list_messages_of_account(account_id, limit=_SHOWN_ON_THE_PAGE_OF_THE_ACCOUNT)
    return tuple(
        LetterLine(
            one.message_id,
            one.created_at,
            TEMPLATES.get(one.template, one.template),
            CHANNELS[one.channel],
            letter_state(one),
        )
        for one in found
    )


def _in_words(account_id: UUID, page: HistoryPage) -> History:
    roles = _proposed_roles(page)
    proposers = {role.proposed_by for role in roles.values()}
    names = logins({trace.actor_id for trace in page.traces if trace.actor_id} | proposers)
    lines = [_with_role(_line(trace, account_id, names), trace, roles, names) for trace in page.traces]
    return History(tuple(_folded(_with_grounds(account_id, lines))), page.older)


def _proposed_roles(page: HistoryPage) -> dict[str, RoleProposal]:
    named = {UUID(trace.subject_id) for trace in page.traces if trace.subject_type == "role-proposal"}
    return {str(key): role for key, role in find_role_proposals(named).items()} if named else {}


def _with_role(line: HistoryLine, trace: Trace, roles: dict[str, RoleProposal], names: dict[UUID, str]) -> HistoryLine:
    """Which role it was, and who proposed it: a role that is given shows both who gave it."""
    role = roles.get(trace.subject_id)
    if role is None:
        return line
    if trace.event in {Event.ROLE_PROPOSED, Event.ROLE_DECLINED, Event.ROLE_PROPOSAL_ENDED}:
        line = replace(line, what=f"{line.what} «{ROLES[role.role]}»")
    if trace.event is Event.ROLE_PROPOSED:
        return line
    return replace(line, what=f"{line.what}, предложил администратор {names.get(role.proposed_by, GONE)}")


def _with_years(line: HistoryLine, trace: Trace) -> HistoryLine:
    """How long looks were kept and how long they are: a shorter term lets some go for good (R73)."""
    if trace.event is not Event.LOOKS_TERM_CHANGED:
        return line
    change = TermOfLooksChange.of_subject(trace.subject_id)
    return replace(line, what=f"{line.what}, лет: было {change.years_before}, стало {change.years}")


def _with_grounds(account_id: UUID, lines: list[HistoryLine]) -> list[HistoryLine]:
    """Why an account was blocked, beside that it was: the journal itself does not know."""
    blocked = event_words(Event.ACCOUNT_BLOCKED)
    if not any(line.what == blocked for line in lines):
        return lines
    why = {
        block.blocked_at: ". ".join(filter(None, (BLOCK_GROUNDS[block.ground], block.note)))
        for block in list_blocks(account_id=account_id)
    }
    return [
        replace(line, what=f"{blocked}: {why[line.at]}") if line.what == blocked and line.at in why else line
        for line in lines
    ]


def _folded(lines: list[HistoryLine]) -> Iterator[HistoryLine]:
    """One line for the looks of one administrator that follow one another, with the moment of the last."""
    look = event_words(Event.ACCOUNT_LOOKED_AT)
    for _, group in groupby(enumerate(lines), lambda one: one[1].who if one[1].what == look else one[0]):
        same = [line for _, line in group]
        yield same[0] if len(same) == 1 else replace(same[0], what=f"{look}, раз подряд: {len(same)}")


def _line(trace: Trace, owner: UUID | None, names: dict[UUID, str]) -> HistoryLine:
    return HistoryLine(trace.at, event_words(trace.event), _who(trace, owner, names))


def _who(trace: Trace, owner: UUID | None, names: dict[UUID, str]) -> str:
    if trace.actor_id is None:
        return "Портал"
    if trace.actor_id == owner:
        return "владелец"
    return names.get(trace.actor_id, GONE)
