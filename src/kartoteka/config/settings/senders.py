"""Through whom messages leave and where support is reached: from the environment, see docs/operations.md."""

import re
from collections.abc import Mapping

from django.core.exceptions import ImproperlyConfigured

from kartoteka.adapters.email.config import SmtpServer, Tls
from kartoteka.adapters.sms.config import HttpFields, HttpGateway, SmppCentre
from kartoteka.domain.feedback.types import SupportMailboxes
from kartoteka.domain.messaging.rules import check_recipient
from kartoteka.domain.messaging.types import Channel, Senders

# What KARTOTEKA_SMS may be.
SMS_SENDERS = {
    "smpp": "kartoteka.adapters.sms.smpp.sender_from_settings",
    "http": "kartoteka.adapters.sms.http_json.sender_from_settings",
}
_YES = {"1", "true", "yes"}


def smtp_server(environ: Mapping[str, str]) -> SmtpServer:
    """The mail server: KARTOTEKA_SMTP_… and KARTOTEKA_MAIL_FROM…"""
    tls = Tls(environ.get("KARTOTEKA_SMTP_TLS", Tls.STARTTLS))
    return SmtpServer(
        host=environ.get("KARTOTEKA_SMTP_HOST", "localhost"),
        port=int(environ.get("KARTOTEKA_SMTP_PORT", "465" if tls is Tls.TLS else "587")),
        tls=tls,
        user=environ.get("KARTOTEKA_SMTP_USER", ""),
        password=environ.get("KARTOTEKA_SMTP_PASSWORD", ""),
        senders=_senders(environ, "KARTOTEKA_MAIL_FROM", "Портал пациента <no-reply@localhost>"),
    )


def smpp_centre(environ: Mapping[str, str]) -> SmppCentre:
    """The SMS centre: KARTOTEKA_SMPP_… and KARTOTEKA_SMS_FROM…"""
    return SmppCentre(
        host=environ.get("KARTOTEKA_SMPP_HOST", "localhost"),
        port=int(environ.get("KARTOTEKA_SMPP_PORT", "2775")),
        tls=environ.get("KARTOTEKA_SMPP_TLS", "").lower() in _YES,
        system_id=environ.get("KARTOTEKA_SMPP_SYSTEM_ID", ""),
        password=environ.get("KARTOTEKA_SMPP_PASSWORD", ""),
        system_type=environ.get("KARTOTEKA_SMPP_SYSTEM_TYPE", ""),
        senders=_sms_senders(environ),
    )


def http_gateway(environ: Mapping[str, str]) -> HttpGateway:
    """The SMS gateway: KARTOTEKA_SMS_HTTP_… and KARTOTEKA_SMS_FROM…"""
    usual = HttpFields()
    return HttpGateway(
        url=environ.get("KARTOTEKA_SMS_HTTP_URL", "http://localhost/"),
        token=environ.get("KARTOTEKA_SMS_HTTP_TOKEN", ""),
        senders=_sms_senders(environ),
        fields=HttpFields(
            to=environ.get("KARTOTEKA_SMS_HTTP_FIELD_TO", usual.to),
            text=environ.get("KARTOTEKA_SMS_HTTP_FIELD_TEXT", usual.text),
            sender=environ.get("KARTOTEKA_SMS_HTTP_FIELD_FROM", usual.sender),
            reference=environ.get("KARTOTEKA_SMS_HTTP_FIELD_ID", usual.reference),
        ),
    )


def support_mailboxes(environ: Mapping[str, str]) -> SupportMailboxes:
    """
    The mailboxes of technical support: KARTOTEKA_SUPPORT_MAILBOX…

    :raises ImproperlyConfigured: one is no address
    """
    name = "KARTOTEKA_SUPPORT_MAILBOX"
    mailboxes = SupportMailboxes(environ.get(name, ""), _by_region(environ, name))
    for mailbox in filter(None, (mailboxes.default, *mailboxes.by_region.values())):
        try:
            check_recipient(Channel.EMAIL, mailbox)
        except ValueError as error:
            # Or nobody could write to support, and nobody could write that he can't.
            raise ImproperlyConfigured(f"{name} is no single e-mail address") from error
    return mailboxes


def _sms_senders(environ: Mapping[str, str]) -> Senders:
    return _senders(environ, "KARTOTEKA_SMS_FROM", "PORTAL")


def _senders(environ: Mapping[str, str], name: str, usual: str) -> Senders:
    return Senders(environ.get(name) or usual, _by_region(environ, name))


def _by_region(environ: Mapping[str, str], name: str) -> dict[str, str]:
    return {
        found[1]: value for key, value in environ.items() if (found := re.fullmatch(rf"{name}_(\d\d)", key)) and value
    }
