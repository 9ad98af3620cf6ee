from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Event(StrEnum):
    """What can happen to the data of a person."""

    CARD_ADDED = "card.added"
    CARD_REOPENED = "card.reopened"
    CARD_REMOVED = "card.removed"
    CARD_CONFIRMED = "card.confirmed"
    CARD_AWAITS_AGAIN = "card.awaits-again"
    CARD_REFUSED = "card.refused"
    CARD_ADDRESS_CHANGED = "card.address-changed"
    CARD_REFRESHED = "card.refreshed-from-registry"
    IDENTITY_CONFIRMED = "card.identity-confirmed"
    IDENTITY_WITHDRAWN = "card.identity-withdrawn"
    LISTING_LEFT = "listing.left"
    KIN_ASKED_FOR = "kin.asked-for"
    KIN_QUESTION_GIVEN_UP = "kin.question-given-up"
    KIN_OFFERED = "kin.offered"
    KIN_WITHDRAWN = "kin.withdrawn"
    KIN_ADDED = "kin.added"
    KIN_INVITED = "kin.invited"
    KIN_AGREED = "kin.agreed"
    KIN_DECLINED = "kin.declined"
    KIN_POSTPONED = "kin.postponed"
    KIN_DENIED = "kin.denied"
    KIN_DENIAL_TAKEN_BACK = "kin.denial-taken-back"
    SEARCH_MISSED = "search.missed"
    SEARCH_LIMITED = "search.limited"
    VERIFICATION_SENT = "verification.sent"
    VERIFICATION_MOVED = "verification.moved"
    VERIFICATION_LOOKED_AT = "verification.looked-at"
    PATIENT_SOUGHT = "registrar.patient-sought"
    PATIENT_LOOKED_AT = "registrar.patient-looked-at"
    SLIP_PRINTED = "registrar.slip-printed"
    ACCOUNT_NAMED_WRONG = "registrar.account-named-wrong"
    RIGHTS_LOOKED_AT = "registrar.rights-looked-at"
    CONSENT_ON_PAPER = "registrar.consent-on-paper"
    CONSENT_TAKEN_BACK = "registrar.consent-taken-back"
    KIN_DENIALS_LOOKED_AT = "desk.kin-denials-looked-at"
    FUND_REGISTER_IMPORTED = "fund-register.imported"
    RECORD_TAKEN_OVER = "record.taken-over"
    DESK_REFUSED = "desk.refused"
    ACCOUNT_CREATED = "account.created"
    ACCOUNT_CLOSED = "account.closed"
    ACCOUNT_FORGOTTEN = "account.forgotten"
    ACCOUNT_LINKED_WITH_ESIA = "account.linked-with-esia"
    ACCOUNT_REGION_CHANGED = "account.region-changed"
    PHONE_CODE_SENT = "account.phone-code-sent"
    PHONE_CODE_WRONG = "account.phone-code-wrong"
    PHONE_ACTIVATED = "account.phone-activated"
    PHONE_ACTIVATION_CANCELLED = "account.phone-activation-cancelled"
    PHONE_CHANGED = "account.phone-changed"
    PHONE_COPYING_CHOSEN = "account.phone-copying-chosen"
    PHONE_COPYING_STOPPED = "account.phone-copying-stopped"
    REPORT_ISSUED = "report.issued"
    REPORT_GIVEN = "report.given"
    PHONE_COPY_QUEUED = "phone-copy.queued"
    PHONE_COPY_DELIVERED = "phone-copy.delivered"
    PHONE_COPY_REFUSED = "phone-copy.refused"
    PHONE_COPY_GIVEN_UP = "phone-copy.given-up"
    SIGN_UP_ASKED = "account.sign-up-asked"
    CONSENT_TEXT_PUBLISHED = "consent-text.published"
    CONSENT_GIVEN = "account.consent-given"
    PASSWORD_RESET_ASKED = "account.password-reset-asked"  # noqa: S105 - a name, no secret
    PASSWORD_CHANGED = "account.password-changed"  # noqa: S105 - a name, no secret
    SIGNED_IN = "account.signed-in"
    SIGN_IN_FAILED = "account.sign-in-failed"
    SESSION_ENDED = "account.session-ended"
    APP_DEVICE_BOUND = "app.device-bound"
    APP_DEVICE_ENDED = "app.device-ended"
    APP_UNLOCKED = "app.unlocked"
    APP_PIN_WRONG = "app.pin-wrong"
    APP_PIN_CHANGED = "app.pin-changed"
    APP_PASSKEY_ADDED = "app.passkey-added"
    APP_PASSKEY_REMOVED = "app.passkey-removed"
    APP_PUSH_ON = "app.push-on"
    APP_PUSH_OFF = "app.push-off"
    APP_LOCKED_OUT = "app.locked-out"
    STEP_UP_CODE_SENT = "account.step-up-code-sent"
    STEP_UP_CODE_WRONG = "account.step-up-code-wrong"
    STEPPED_UP = "account.stepped-up"
    SIGNED_OUT = "account.signed-out"
    ACCOUNT_BLOCKED = "account.blocked"
    ACCOUNT_UNBLOCKED = "account.unblocked"
    SIGN_IN_RESET = "account.sign-in-reset"
    SIGN_IN_PAUSE_LIFTED = "account.sign-in-pause-lifted"
    # One event a role, because the journal keeps no contents.
    MADE_USER = "account.made-user"
    MADE_MODERATOR = "account.made-moderator"
    MADE_HEAD_MODERATOR = "account.made-head-moderator"
    MADE_REGISTRAR = "account.made-registrar"
    MADE_ADMINISTRATOR = "account.made-administrator"
    ROLE_PROPOSED = "account.role-proposed"
    ROLE_DECLINED = "account.role-declined"
    ROLE_PROPOSAL_ENDED = "account.role-proposal-ended"
    SECOND_FACTOR_SET_UP = "account.second-factor-set-up"
    SECOND_FACTOR_FAILED = "account.second-factor-failed"
    SECOND_FACTOR_RESET = "account.second-factor-reset"
    RECOVERY_CODES_MADE = "account.recovery-codes-made"
    ACCOUNT_LOOKED_AT = "account.looked-at"
    ACCOUNTS_SEARCHED = "administration.accounts-searched"
    ADMINISTRATION_REFUSED = "administration.refused"
    REGION_CHANGED = "region.changed"
    LOOKS_TERM_CHANGED = "region.looks-term-changed"
    WORKING_DAYS_SET = "region.working-days-set"
    REPRESENTATION_RECORDED = "representation.recorded"
    REPRESENTATION_ENDED = "representation.ended"
    CODES_SWITCHED_ON = "access-code.switched-on"
    CODES_SWITCHED_OFF = "access-code.switched-off"
    CODE_ISSUED = "access-code.issued"
    CODE_REDEEMED = "access-code.redeemed"
    CODE_NOT_ACCEPTED = "access-code.not-accepted"
    CODE_BURNT = "access-code.burnt"
    CODE_ALARM = "access-code.alarm"
    ACCESS_ASKED = "access.asked"
    ACCESS_WITHDRAWN = "access.withdrawn"
    ACCESS_DECLINED = "access.declined"
    ACCESS_GIVEN = "access.given"
    ACCESS_ENDED = "access.ended"
    ACCESS_FORBIDDEN = "access.forbidden"
    ACCESS_ALLOWED_AGAIN = "access.allowed-again"
    DISPUTE_OPENED = "access.dispute-opened"
    DISPUTE_CLOSED = "access.dispute-closed"
    EMANCIPATION_RECORDED = "access.emancipation-recorded"
    BIRTH_DATE_CONFIRMED = "access.birth-date-confirmed"
    AGE_RULES_SET = "access.age-rules-set"
    DOWNLOAD_ASKED = "record-download.asked"
    DOWNLOAD_READY = "record-download.ready"
    DOWNLOAD_FETCHED = "record-download.fetched"
    DOWNLOAD_ENDED = "record-download.ended"
    DOCUMENT_TYPES_SET = "access.document-types-set"
    TICKET_SENT = "ticket.sent"
    TICKET_LOOKED_AT = "ticket.looked-at"
    TICKET_ANSWERED = "ticket.answered"
    TICKET_CLOSED = "ticket.closed"
    TICKET_REOPENED = "ticket.reopened"
    MESSAGE_QUEUED = "message.queued"
    MESSAGE_SENT = "message.sent"
    MESSAGE_GIVEN_UP = "message.given-up"
    MESSAGE_WITHDRAWN = "message.withdrawn"
    MESSAGE_SENT_AGAIN = "message.sent-again"
    MESSAGES_SEARCHED = "administration.messages-searched"


@dataclass(frozen=True, slots=True)
class Trace:
    """One row of the journal, as it is read."""

    event: Event
    actor_id: UUID | None
    subject_type: str
    subject_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """A part of an account's history, newest first; `older` is where the next part begins, None at the end."""

    traces: tuple[Trace, ...]
    older: int | None


@dataclass(frozen=True, slots=True)
class NumberedEvent:
    """That something happened to the data of an account, by its place in the journal."""

    row_id: int
    event: Event
    account_id: UUID | None
