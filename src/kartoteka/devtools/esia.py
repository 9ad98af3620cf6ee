"""ESIA of the demo: a simulator beside the Portal, so that «Войти через портал Госуслуг РФ (ЕСИА)» works at once."""

import json
import sys
from itertools import chain
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from kartoteka.adapters.esia.direct import SCOPE
from kartoteka.devtools.esia_people import ESIA_PEOPLE
from kartoteka.devtools.gost_key import DemoKey, read_or_make_key
from kartoteka.operations.address import Address
from kartoteka.operations.companions import LOOPBACK, Companion, FreePorts, answers
from kartoteka.operations.processes import Program

_CLIENT_ID = "KARTOTEKA"
_CERTIFICATE_HASH = "0123456789ABCDEF" * 4


def simulator(portal: Address, ports: FreePorts) -> Companion:
    """The simulator, beside the Portal."""
    folder = _folder()
    key = read_or_make_key(folder / "client-key")
    public, people = folder / "client-public-key.pem", folder / "people.json"
    public.write_text(key.public_pem)
    told = [person.for_simulator() for person in ESIA_PEOPLE]
    people.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    port = ports.take()
    command = (
        sys.executable, "-m", "simulators.esia", "--host", LOOPBACK, "--port", str(port), "--people", str(people),
        "--client-id", _CLIENT_ID, "--client-key", str(public), "--certificate-hash", _CERTIFICATE_HASH,
        "--keys", str(folder), *chain.from_iterable(("--return-url", url) for url in _return_urls(portal)),
    )  # fmt: skip
    return Companion(
        Program("ESIA simulator", command),
        is_ready=lambda: answers(port, "/health"),
        environment={
            "KARTOTEKA_ESIA_MODE": "direct",
            "KARTOTEKA_ESIA_URL": f"http://{LOOPBACK}:{port}",
            "KARTOTEKA_ESIA_CLIENT_ID": _CLIENT_ID,
            "KARTOTEKA_ESIA_CERTIFICATE_HASH": _CERTIFICATE_HASH,
            "KARTOTEKA_ESIA_TOKEN_KEY": str(folder / "esia-token-public-key.pem"),
            "KARTOTEKA_ESIA_ENDS_SESSION": "1",
            "KARTOTEKA_ESIA_SCOPE": f"{SCOPE} kid_fullname kid_birthdate kid_gender kid_snils",
        },
    )


def demo_signer() -> DemoKey:
    """Signs the Portal's requests to the simulator."""
    return read_or_make_key(_folder() / "client-key")


def _folder() -> Path:
    folder: Path = settings.DATA_DIR / "esia"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _return_urls(portal: Address) -> list[str]:
    paths = [reverse("accounts:esia-return"), reverse("mobile:esia-return")]
    return [f"http://{host}:{portal.port}{path}" for host in settings.ALLOWED_HOSTS for path in paths]
