"""
What an HL7 CDA R2 document says, without its markup.

Texts are plain, and what a page makes of them it escapes; so whatever a document holds can only be shown.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple, TypeAlias


class Style(StrEnum):
    """How a piece of text stands out."""

    STRONG = "strong"
    EMPHASIS = "em"
    UNDERLINED = "u"
    SUBSCRIPT = "sub"
    SUPERSCRIPT = "sup"


# Tuples with names, here and for cells: a long table has several hundred thousand of them.
class Run(NamedTuple):
    """A styled piece of a text."""

    text: str
    style: Style


# Plain pieces, styled ones, and "\n" where a line ends.
Text: TypeAlias = tuple[str | Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: Text
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list; its entries hold blocks, other lists among them."""

    entries: tuple[tuple["Block", ...], ...]
    is_ordered: bool = False
    caption: str = ""


class Cell(NamedTuple):
    """A cell of a table, and how far it reaches."""

    text: Text
    is_heading: bool = False
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    head: tuple[tuple[Cell, ...], ...]
    body: tuple[tuple[Cell, ...], ...]
    caption: str = ""


Block: TypeAlias = Paragraph | Listing | Table


@dataclass(frozen=True, slots=True)
class CodedEntry:
    """What a machine reads in a section: a measured or coded fact."""

    title: str
    value: str
    reference: str = ""
    # In the laboratory's own word: "N", "H", "L" …
    interpretation: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A section; of one about somebody else the title alone is left (R60)."""

    title: str
    blocks: tuple[Block, ...] = ()
    entries: tuple[CodedEntry, ...] = ()
    sections: tuple["Section", ...] = ()
    is_about_another: bool = False


@dataclass(frozen=True, slots=True)
class CdaPerson:
    """Somebody who made or signed a document; nothing of him that a patient need not know (R60)."""

    name: str
    position: str = ""
    organization: str = ""
    # By the calendar of the document.
    on: date | None = None


@dataclass(frozen=True, slots=True)
class CdaPatient:
    """The person a document is about, as far as it says."""

    snils: str = ""
    family: str = ""
    given: str = ""
    birth_date: date | None = None

    @property
    def is_named(self) -> bool:
        return bool(self.snils or (self.family and self.birth_date))


@dataclass(frozen=True, slots=True)
class ClinicalDocument:
    """A document as a page shows it."""

    title: str
    made_on: date | None = None
    organization: str = ""
    authors: tuple[CdaPerson, ...] = ()
    legal_authenticator: CdaPerson | None = None
    sections: tuple[Section, ...] = ()
    # The text stands in the document as a file of its own, a scan say.
    has_enclosed_file: bool = False
    # The file says things of somebody beside the patient and who treated him; what is shown does not (R60).
    names_others: bool = False
