"""Russian words for electronic medical documents and their signatures."""

from kartoteka.domain.access.document_types import DOCUMENT_TYPES
from kartoteka.domain.health_record.documents import (
    DocumentFormat,
    Doubt,
    MedicalDocument,
    Signature,
    SignatureState,
    SignerRole,
)
from kartoteka.domain.health_record.errors import Unreadable
from kartoteka.domain.health_record.examining import RejectedDocument, Rejection

TYPES = DOCUMENT_TYPES
FORMATS = {DocumentFormat.CDA: "XML", DocumentFormat.PDF: "PDF"}
ROLES = {SignerRole.DOCTOR: "Подпись врача", SignerRole.ORGANIZATION: "Подпись медицинской организации"}
# Words, icon and tint of a tag.
_SIGNATURE_STATES = {
    SignatureState.VALID: ("Действительна", "circle-check", "g"),
    SignatureState.BROKEN: ("Недействительна", "circle-x", "r"),
    SignatureState.NOT_CHECKABLE: ("Не удалось проверить", "circle-alert", "w"),
}
DOUBTS = {
    Doubt.DOCUMENT_CHANGED: "Документ изменён после подписания: хотя бы один знак в нём не тот, что был подписан.",
    Doubt.FORGED: "Подпись сделана не тем ключом, который назван в сертификате.",
    Doubt.CERTIFICATE_OUT_OF_TERM: "Когда документ подписывали, сертификат не действовал.",
    Doubt.UNREADABLE: "Файл подписи не читается.",
    Doubt.UNKNOWN_ALGORITHM: "Подпись сделана алгоритмом, который Портал проверять не умеет.",
    Doubt.UNTRUSTED: "Портал не знает удостоверяющего центра, который выдал сертификат.",
    Doubt.OTHER_SIGNER: "В сертификате назван не тот, кто указан в документе.",
}
UNREADABLE = {
    Unreadable.TOO_LARGE: "Документ слишком большой, чтобы показать его на странице.",
    Unreadable.TOO_DEEP: "Части документа вложены одна в другую слишком глубоко, поэтому показать его нельзя.",
    Unreadable.TOO_MANY_PARTS: "В документе слишком много частей, чтобы показать его на странице.",
    Unreadable.HAS_DEFINITIONS: "В документе есть посторонние указания, поэтому мы его не открываем.",
    Unreadable.BROKEN: "Файл документа повреждён, прочитать его не получилось.",
    Unreadable.ENCODING: "Файл документа записан в незнакомой кодировке.",
    Unreadable.NO_CDA: "Это не документ формата HL7 CDA.",
}
# For the report of an import: the operator reads it, beside the name of the file.
REJECTIONS = {
    Rejection.NO_FILE: "файла документа нет",
    Rejection.TYPE_UNKNOWN: "такого вида документов Портал не знает",
    Rejection.TOO_LARGE: "документ или подпись больше, чем Портал принимает",
    Rejection.NO_PDF: "это не PDF",
    Rejection.UNREADABLE: "документ не читается",
    Rejection.NOBODYS: "в документе не сказано, чей он",
    Rejection.OTHER_PATIENT: "документ другого человека",
    Rejection.EMPTY: "в документе нет ни одного раздела",
}
_INTERPRETATIONS = {
    "N": "норма",
    "L": "ниже нормы",
    "LL": "намного ниже нормы",
    "H": "выше нормы",
    "HH": "намного выше нормы",
    "A": "отличается от нормы",
    "AA": "сильно отличается от нормы",
}
_KILOBYTE = 1024


def rejection(one: RejectedDocument) -> str:
    """Why a document was not taken over."""
    words = REJECTIONS[one.reason]
    return f"{words}: {UNREADABLE[Unreadable(one.detail)]}" if one.detail else words


def position(words: str) -> str:
    """A position inside a sentence: «врач-кардиолог», but «ЛОР-врач» and «УЗИ-диагност»."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def type_name(one: MedicalDocument) -> str:
    """«Протокол консультации», as the federal register calls it."""
    return DOCUMENT_TYPES.get(one.type_code, one.title)


def size(number: int) -> str:
    """«84 КБ», «1,2 МБ»."""
    if number < _KILOBYTE * _KILOBYTE:
        return f"{max(1, round(number / _KILOBYTE))}\u00a0КБ"
    return f"{number / _KILOBYTE / _KILOBYTE:.1f}\u00a0МБ".replace(".", ",")


def signature_tag(one: Signature) -> tuple[str, str, str]:
    """Words, icon and tint for what a signature is."""
    return _SIGNATURE_STATES[one.check.state]


def interpretation(code: str) -> str:
    """«выше нормы»; of what the table does not know, nothing is said."""
    return _INTERPRETATIONS.get(code, "")
