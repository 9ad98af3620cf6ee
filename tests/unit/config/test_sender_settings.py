from kartoteka.adapters.email.config import Tls
from kartoteka.config.settings import base
from kartoteka.config.settings.senders import http_gateway, smpp_centre, smtp_server


class TestALease:
    """Who holds a message for longer counts as dead, and another sends it (R74)."""

    def test_is_far_longer_than_any_sender_takes(self) -> None:
        longest = max(smtp_server({}).deadline, smpp_centre({}).deadline, http_gateway({}).deadline)

        assert base.KARTOTEKA_DELIVERY_LEASE.total_seconds() >= 2 * longest


class TestTheMailServer:
    def test_is_protected_unless_somebody_says_otherwise(self) -> None:
        server = smtp_server({"KARTOTEKA_SMTP_HOST": "mail.example"})

        assert (server.host, server.tls, server.port) == ("mail.example", Tls.STARTTLS, 587)

    def test_has_the_port_of_its_protection(self) -> None:
        assert smtp_server({"KARTOTEKA_SMTP_TLS": "tls"}).port == 465

    def test_speaks_in_the_name_of_a_region(self) -> None:
        environment = {"KARTOTEKA_MAIL_FROM": "a@portal.example", "KARTOTEKA_MAIL_FROM_59": "perm@portal.example"}

        senders = smtp_server(environment).senders

        assert [senders.of(region) for region in ("59", "77", "")] == [
            "perm@portal.example",
            "a@portal.example",
            "a@portal.example",
        ]

    def test_keeps_its_password_to_itself(self) -> None:
        server = smtp_server({"KARTOTEKA_SMTP_USER": "portal", "KARTOTEKA_SMTP_PASSWORD": "Sesam"})

        assert server.password == "Sesam"
        assert "Sesam" not in repr(server)


class TestTheSmsCentre:
    def test_is_told_who_we_are(self) -> None:
        centre = smpp_centre(
            {
                "KARTOTEKA_SMPP_HOST": "sms.example",
                "KARTOTEKA_SMPP_TLS": "yes",
                "KARTOTEKA_SMPP_SYSTEM_ID": "portal",
                "KARTOTEKA_SMPP_PASSWORD": "Sesam",
                "KARTOTEKA_SMS_FROM": "VRACH",
            }
        )

        assert (centre.host, centre.port, centre.tls, centre.system_id) == ("sms.example", 2775, True, "portal")
        assert centre.senders.of("59") == "VRACH"
        assert "Sesam" not in repr(centre)


class TestTheGateway:
    def test_has_names_of_its_own_for_the_fields(self) -> None:
        gateway = http_gateway(
            {
                "KARTOTEKA_SMS_HTTP_URL": "https://sms.example/send",
                "KARTOTEKA_SMS_HTTP_TOKEN": "Sesam",
                "KARTOTEKA_SMS_HTTP_FIELD_TO": "phone",
                "KARTOTEKA_SMS_HTTP_FIELD_ID": "",
            }
        )

        assert (gateway.fields.to, gateway.fields.text, gateway.fields.reference) == ("phone", "text", "")
        assert "Sesam" not in repr(gateway)
