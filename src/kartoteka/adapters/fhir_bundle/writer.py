"""The record as one bundle of HL7 FHIR R4, for another medical system to read."""

import json
from collections.abc import Iterator, Sequence
from itertools import chain

from kartoteka.adapters.fhir_bundle import cases, entries
from kartoteka.adapters.fhir_bundle.parts import Resource, moment
from kartoteka.domain.access.door import OpenedRecord
from kartoteka.domain.health_record.downloads.types import About, ArchiveFile, Order, Portion, Written

PATH = "fhir/bundle.json"


class BundleWriter:
    """`ArchiveWriter` of a bundle of the type `collection`."""

    name = "fhir"

    def write(self, portion: Portion, order: Order, record: OpenedRecord) -> Written:  # noqa: ARG002 - the port's
        return Written(fragment="\n".join(_json(one) for one in _resources(portion)).encode())

    def close(self, fragments: Sequence[bytes], about: About) -> Sequence[ArchiveFile]:
        told = (json.loads(line) for one in fragments for line in one.decode().splitlines())
        found: dict[str, Resource] = {}
        for one in chain(entries.of_card(about.card, shows_numbers=about.shows_numbers), told):
            # An organization is named by everything that it did.
            found.setdefault(one["id"], one)
        bundle = {
            "resourceType": "Bundle",
            "type": "collection",
            "timestamp": moment(about.made_at, about.time_zone),
            "entry": [{"fullUrl": f"urn:uuid:{number}", "resource": one} for number, one in found.items()],
        }
        return [ArchiveFile(PATH, f"{_json(bundle)}\n".encode())]


def _resources(portion: Portion) -> Iterator[Resource]:
    if portion.patient:
        yield from entries.of_summary(portion.patient)
    for case in portion.cases:
        yield from cases.of_case(case)
    for result in portion.results:
        yield from entries.of_result(result)
    for prescription in portion.prescriptions:
        yield from entries.of_prescription(prescription)
    for document in portion.documents:
        yield from entries.of_document(document, portion.files)
    for observation in portion.observations:
        yield from cases.of_observation(observation)


def _json(value: Resource) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
