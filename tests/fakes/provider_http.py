"""A provider that answers what the test says, without a network."""

from collections.abc import Mapping

from kartoteka.adapters.esia.http import Answer, Json


class FakeHttp:
    """`kartoteka.adapters.esia.http.Http` with answers by the end of the address; remembers what it was sent."""

    def __init__(self, **answers: Json) -> None:
        self.answers: dict[str, Answer] = {name: Answer(200, body) for name, body in answers.items()}
        self.sent: dict[str, Mapping[str, str]] = {}

    def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Answer:
        return self._answer(url)

    def post(self, url: str, fields: Mapping[str, str], *, headers: Mapping[str, str] | None = None) -> Answer:
        self.sent[self._name(url)] = dict(fields)
        return self._answer(url)

    def _answer(self, url: str) -> Answer:
        answer = self.answers[self._name(url)]
        # ESIA repeats the state of the request for tokens.
        echoed = {"state": self.sent["te"]["state"]} if answer.body.get("state") == "echo" else {}
        return Answer(answer.status, {**answer.body, **echoed})

    def _name(self, url: str) -> str:
        return url.partition("?")[0].rstrip("/").rpartition("/")[2].replace("-", "_")
