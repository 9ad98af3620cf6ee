"""Whom a part of the fund's register is about, among those whom the registry knows (R14 to R16, R23 to R25)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple, Self
from uuid import UUID

from kartoteka.adapters.mis_embedded.models import SNILS, DocumentRow, InsuredPersonRow
from kartoteka.domain.card_index.fund import FundRecord, Verdict
from kartoteka.shared.identifiers import OmsPolicy, PolicyKind, Snils
from kartoteka.shared.names import PersonName, comparable

# As many documents as make a slip in a name or a birth date believable.
_ENOUGH_DOCUMENTS = 2


class Document(NamedTuple):
    """A SNILS or a policy, as the table of documents has it."""

    kind: str
    series: str
    number: str


@dataclass(eq=False)
class Known:
    """A person of the registry, and what the register changes about him."""

    row: InsuredPersonRow
    documents: dict[Document, int | None]
    is_new: bool = False
    is_changed: bool = False
    needs_keys: bool = False
    is_renamed: bool = False
    is_corrected: bool = False
    new_documents: list[Document] = field(default_factory=list)
    dropped_documents: list[int] = field(default_factory=list)

    @property
    def keeps_former_name(self) -> bool:
        """Whether the former keys go on finding him: they do after a marriage, not after a mended slip (R24, R42)."""
        return self.is_renamed and not self.is_corrected

    @property
    def snils(self) -> Snils | None:
        return next((Snils(one.number) for one in self.documents if one.kind == SNILS), None)

    @property
    def policies(self) -> list[OmsPolicy]:
        return [OmsPolicy(PolicyKind(one.kind), one.number, one.series) for one in self.documents if one.kind != SNILS]

    def is_called(self, name: PersonName) -> bool:
        own = (self.row.family, self.row.given, self.row.patronymic)
        return _alike(own, (name.family, name.given, name.patronymic))

    def bears_out(self, record: FundRecord, documents: Iterable[Document]) -> bool:
        """
        Whether the record that has this person's document is about him: first name and birth date agree, or one of them
        does and two documents do. A surname may change, and alone proves nothing (R15, R24).
        """
        agreeing = [
            comparable(self.row.given) == comparable(record.name.given),
            self.row.birth_date == record.birth_date,
        ]
        enough = sum(document in self.documents for document in documents) >= _ENOUGH_DOCUMENTS
        return all(agreeing) or (enough and any(agreeing))

    def may_be_a_twin(self, record: FundRecord) -> bool:
        return self.row.birth_date == record.birth_date and comparable(self.row.patronymic) == comparable(
            record.name.patronymic
        )

    def follow(self, record: FundRecord, documents: Sequence[Document], region_code: str, now: datetime) -> bool:
        """Take over what the record says; whether anything is new."""
        changes = [
            self._rename(record.name),
            self._put_birth_date(record.birth_date),
            self._put("sex", str(record.sex)),
            self._put("region_code", region_code),
            record.tells_of_death and self._put("deceased_on", record.deceased_on),
            self._add_documents(documents),
        ]
        if any(changes):
            self.row.changed_at = now
            self.is_changed = True
        return any(changes)

    def _rename(self, name: PersonName) -> bool:
        # Another spelling of the same name is no change: a register without ё is worse than what is here.
        if self.is_called(name):
            return False
        self.row.family, self.row.given, self.row.patronymic = name.family, name.given, name.patronymic
        self.needs_keys = self.is_renamed = True
        return True

    def _put_birth_date(self, birth_date: date) -> bool:
        changed = self._put("birth_date", birth_date)
        self.needs_keys |= changed
        self.is_corrected |= changed
        return changed

    def _put(self, name: str, value: str | date | None) -> bool:
        if getattr(self.row, name) == value:
            return False
        setattr(self.row, name, value)
        return True

    def _add_documents(self, documents: Sequence[Document]) -> bool:
        missing = [one for one in documents if one not in self.documents]
        if any(one.kind == SNILS for one in missing):
            # Nobody has two of these; policies pile up, for people hold old ones in their hands (R25).
            self._drop([one for one in self.documents if one.kind == SNILS])
        self.documents.update(dict.fromkeys(missing))
        self.new_documents += missing
        self.needs_keys |= bool(missing)
        self.row.awaits_policy = not self.policies
        return bool(missing)

    def _drop(self, documents: Iterable[Document]) -> None:
        for one in documents:
            self.is_corrected = True
            written = self.documents.pop(one)
            if written is None:
                self.new_documents.remove(one)
            else:
                self.dropped_documents.append(written)


@dataclass
class KnownPeople:
    """The people whom a part of the register may be about, and those whom it added so far."""

    by_document: dict[Document, list[Known]]
    without_policy: dict[date, list[Known]]

    @classmethod
    def about(cls, records: Sequence[FundRecord]) -> Self:
        """Read whoever has one of the numbers, or waits for a policy and was born on one of the days."""
        numbers = {document.number for record in records for document in documents_of(record)}
        owners = DocumentRow.objects.filter(number__in=numbers).values("person")
        days = {record.birth_date for record in records}
        rows = {
            row.pk: row
            for some in (
                InsuredPersonRow.objects.filter(pk__in=owners),
                InsuredPersonRow.objects.filter(awaits_policy=True, birth_date__in=days),
            )
            for row in some
        }
        people = cls(defaultdict(list), defaultdict(list))
        for one in _known(rows):
            people._index(one, one.documents)
            if one.row.awaits_policy:
                people.without_policy[one.row.birth_date].append(one)
        return people

    def learn(self, record: FundRecord, region_code: str, now: datetime) -> Verdict:
        """What a record changes; kept in memory until it is written."""
        documents = documents_of(record)
        person = self._whom(record, documents)
        if isinstance(person, Verdict):
            return person
        is_unknown = person is None
        person = person or _stranger(record, region_code)
        is_changed = person.follow(record, documents, region_code, now)
        self._index(person, person.documents)
        if is_unknown:
            return Verdict.ADDED
        return Verdict.CHANGED if is_changed else Verdict.UNCHANGED

    def touched(self) -> list[Known]:
        """Those about whom there is something to write, in the order in which they were met."""
        people = dict.fromkeys(one for owners in self.by_document.values() for one in owners)
        return [one for one in people if one.is_new or one.is_changed]

    def _whom(self, record: FundRecord, documents: Sequence[Document]) -> Known | Verdict | None:
        """The person a record is about, a reason why that can't be told, or None: somebody new."""
        owners = dict.fromkeys(one for document in documents for one in self.by_document[document])
        if len(owners) > 1:
            return Verdict.SEVERAL_OWNERS
        for owner in owners:
            if owner.bears_out(record, documents):
                return owner
            return Verdict.MAYBE_TWIN if owner.may_be_a_twin(record) else Verdict.SOMEBODY_ELSE
        return self._whom_without_policy(record)

    def _whom_without_policy(self, record: FundRecord) -> Known | Verdict | None:
        namesakes = [
            one
            for one in self.without_policy[record.birth_date]
            if one.row.awaits_policy and one.is_called(record.name) and not _is_another_snils(one.snils, record.snils)
        ]
        if not namesakes:
            return None
        if len(namesakes) > 1 or namesakes[0].snils is not None:
            return Verdict.AMBIGUOUS
        return namesakes[0]

    def _index(self, person: Known, documents: Iterable[Document]) -> None:
        for document in documents:
            if person not in self.by_document[document]:
                self.by_document[document].append(person)


def documents_of(record: FundRecord) -> list[Document]:
    """SNILS first, then the policies."""
    own = [Document(SNILS, "", record.snils.digits)] if record.snils else []
    return own + [Document(one.kind, one.series, one.number) for one in record.policies]


def _known(rows: Mapping[UUID, InsuredPersonRow]) -> list[Known]:
    # Not by the rows' own relation: a manager for each of millions would take as long as all the rest.
    written = DocumentRow.objects.filter(person__in=list(rows)).values_list(
        "pk", "person_id", "kind", "series", "number"
    )
    documents: dict[UUID, dict[Document, int | None]] = {pk: {} for pk in rows}
    for pk, person_id, kind, series, number in written:
        documents[person_id][Document(kind, series, number)] = pk
    return [Known(row, documents[pk]) for pk, row in rows.items()]


def _stranger(record: FundRecord, region_code: str) -> Known:
    row = InsuredPersonRow(
        family=record.name.family,
        given=record.name.given,
        patronymic=record.name.patronymic,
        birth_date=record.birth_date,
        sex=record.sex,
        region_code=region_code,
    )
    return Known(row, {}, is_new=True)


def _is_another_snils(one: Snils | None, other: Snils | None) -> bool:
    return one is not None and other is not None and one != other


def _alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return one == other or [comparable(part) for part in one] == [comparable(part) for part in other]
