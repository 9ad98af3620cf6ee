"""What stops somebody here. `words` is what he reads; nothing in it tells of another person."""

from datetime import datetime
from typing import ClassVar

from kartoteka.domain.access.types import Refusal
from kartoteka.domain.access.words import REFUSALS
from kartoteka.shared.errors import DomainError


class AccessError(DomainError):
    """A rule of access said no."""

    words: ClassVar[str] = "Не получилось. Обновите страницу и попробуйте ещё раз."


class RecordClosed(AccessError):  # noqa: N818
    """The record does not open; the try stands in the journal. A page shows the words or, to a stranger, its 404."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
        self.reason = REFUSALS[refusal]


class NotYours(AccessError):  # noqa: N818
    """There is no such thing, or it is not for this account to decide about: one answer (law 2)."""

    words = "Решать, кто видит медкарту, могут только пациент и его законные представители."


class PatientDied(AccessError):  # noqa: N818
    """He died: nobody can agree for him, and what relatives may know, the clinic tells (R27, 323-FZ art. 13)."""

    words = REFUSALS[Refusal.DECEASED]


class OwnCase(AccessError):  # noqa: N818
    """Whoever works at the desk decides nothing about himself and his people (R19)."""

    words = "Это касается Вас или Ваших близких. Попросите коллегу."


class WrongPaper(AccessError):  # noqa: N818
    """The paper does not fit: its days, its kind, or the ages of the people."""

    words = "Этот документ не подходит: проверьте вид, даты и возраст пациента."


class PaperKnown(AccessError):  # noqa: N818
    """The same representation is recorded, and holds."""

    words = "Такое представительство уже записано."


class CodesSwitchedOff(AccessError):  # noqa: N818
    """Access by code is off for this child (F-09, R47)."""

    words = "Доступ по коду для этого ребёнка выключен. Сначала включите его."


class CodeMistyped(AccessError):  # noqa: N818
    """The check symbol does not fit: a slip of the hand, and no guess."""

    words = "В коде опечатка. Проверьте его: 11 знаков, пробелы и дефисы не важны."


class CodeNotAccepted(AccessError):  # noqa: N818
    """Wrong, used, expired, burnt, switched off, another child's, or not this account's to use: one answer (R48)."""

    words = (
        "Код не подошёл. Проверьте код и дату рождения ребёнка. Если всё верно, попросите законного представителя "
        "или регистратуру выдать новый код."
    )


class TooManyTries(AccessError):  # noqa: N818
    """The tries are used up; the next may be made at `again_at`."""

    words = "Слишком много попыток. Сделайте перерыв и попробуйте позже."

    def __init__(self, again_at: datetime) -> None:
        super().__init__("too many tries")
        self.again_at = again_at


class OpenAlready(AccessError):  # noqa: N818
    """The account reads the record as it is."""

    words = "Эта медкарта Вам уже открыта."


class NotInIndex(AccessError):  # noqa: N818
    """The person does not stand in the account's index with confirmed data (R20)."""

    words = "Сначала добавьте этого человека в картотеку и дождитесь проверки данных."


class ReaderUnknown(AccessError):  # noqa: N818
    """The account's own person is not known to the registry yet: there is nobody to give a right to (R43)."""

    words = "Сначала добавьте в картотеку себя и дождитесь проверки своих данных."


class TooManyRequests(AccessError):  # noqa: N818
    """Enough was asked of this person, or in all; the next request may go at `again_at` (R45)."""

    words = "Вы уже отправляли запросы недавно. Новый можно отправить позже."

    def __init__(self, again_at: datetime) -> None:
        super().__init__("too many requests")
        self.again_at = again_at


class RequestOver(AccessError):  # noqa: N818
    """The request is answered, withdrawn, too old, or never was (R46)."""

    words = "Этот запрос уже не ждёт ответа."


class WrongTerms(AccessError):  # noqa: N818
    """No part of the record, or a longer term than the region allows (R43)."""

    words = "Выберите хотя бы один раздел медкарты и срок не больше разрешённого."


class CannotForbid(AccessError):  # noqa: N818
    """A legal representative is not shut out by another one, nor anybody by himself (R55)."""

    words = (
        "Закрыть медкарту от законного представителя может только модератор: позвоните нам, и мы поможем разобраться."
    )


class RepresentativeNotFound(AccessError):  # noqa: N818
    """The registry knows nobody by the data of whoever stands at the desk."""

    words = "Представитель с такими данными не найден. Сверьте имя, дату рождения и номер с документом."


class ChildNotFound(AccessError):  # noqa: N818
    """The registry knows nobody by the data of the child."""

    words = "Ребёнок с такими данными не найден. Сверьте имя, дату рождения и номер с документом."


class CodeShownAlready(AccessError):  # noqa: N818
    """The very form made a code before; what is kept is a hash, so it can not be shown again (R12, R47)."""

    words = (
        "Код по этой форме уже выдан и показан один раз. Если напечатать его не успели, отправьте форму ещё раз: "
        "новый код заменит прежний."
    )


class RegistryDecides(AccessError):  # noqa: N818
    """The representation stands on the medical system's word, and would come back at its next answer (R31)."""

    words = (
        "Это сведения медицинской системы, исправить их можно только там. Чтобы закрыть карту сразу, попросите "
        "модератора запретить отображение."
    )


class HasAccount(AccessError):  # noqa: N818
    """The patient proved who he is on the Portal: there he decides himself, and nobody for him at the desk (R45)."""

    words = "У пациента есть учетная запись с подтверждённой личностью: доступ он открывает и закрывает на Портале сам."


class GuardianDecides(AccessError):  # noqa: N818
    """A court took the decision from the patient and gave it to a guardian (R36)."""

    words = "За пациента решает опекун по решению суда: согласие, подписанное самим пациентом, не действует."


class ReaderNotFound(AccessError):  # noqa: N818
    """No account fits: none of that login, another name, an identity not proved, the patient not listed: one answer."""

    words = (
        "Учетная запись не подошла. Сверьте с пациентом, кому он открывает карту. У этого человека должна быть "
        "подтверждена личность, а пациент добавлен в его картотеку."
    )


class ReaderShutOut(AccessError):  # noqa: N818
    """The account was shut out of this record: a consent alone does not lift that (R56)."""

    words = "Этому пользователю запрещено видеть карту. Сначала запрет должен снять модератор."


class ConsentRecorded(AccessError):  # noqa: N818
    """The very form was carried out before (R12)."""

    words = "Это согласие уже записано."
