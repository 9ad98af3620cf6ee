"""The administrator's table of the documents that patients see (A-02, F-07)."""

from http import HTTPStatus

import pytest

from kartoteka.domain.access.document_types import SHOWN_BY_DEFAULT
from kartoteka.domain.access.shown_documents import shown_document_types
from kartoteka.domain.audit.models import AuditEvent
from kartoteka.domain.audit.types import Event

from .conftest import Visitor

pytestmark = [pytest.mark.manual("A-02"), pytest.mark.manual("F-07")]
PAGE = "/admin/administration/region/59/documents/"


class TestThePageOfDocuments:
    def test_is_linked_from_the_region_and_begins_with_the_federal_list(self, nina: Visitor) -> None:
        assert 'href="../documents/"' in nina.get("/admin/administration/region/59/change/").content.decode()

        page = nina.get(PAGE).content.decode()

        assert "Документы пациентов: Пермский край" in page
        assert page.count(" checked") == len(SHOWN_BY_DEFAULT)
        assert "37. Льготный рецепт" in page

    def test_writes_a_row_that_decisions_read(self, nina: Visitor) -> None:
        answer = nina.post(PAGE, {"shown": ["5", "37"]})

        assert answer.status_code == HTTPStatus.FOUND
        assert shown_document_types(region_code="59") == {"5", "37"}
        assert shown_document_types(region_code="35") == SHOWN_BY_DEFAULT
        assert AuditEvent.objects.filter(event=Event.DOCUMENT_TYPES_SET).exists()
        assert nina.get(PAGE).content.decode().count(" checked") == 2

    def test_may_show_nothing(self, nina: Visitor) -> None:
        nina.post(PAGE, {"shown": []})

        assert shown_document_types(region_code="59") == frozenset()

    def test_refuses_a_type_that_nobody_knows(self, nina: Visitor) -> None:
        answer = nina.post(PAGE, {"shown": ["5", "9999"]})

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert shown_document_types(region_code="59") == SHOWN_BY_DEFAULT

    @pytest.mark.rule("R13")
    def test_is_not_carried_out_for_another_account(self, nina: Visitor) -> None:
        nina.post(PAGE, {"shown": ["5"], "acting_as": "somebody"})

        assert shown_document_types(region_code="59") == SHOWN_BY_DEFAULT

    def test_of_no_region_is_not_found(self, nina: Visitor) -> None:
        assert nina.get(PAGE.replace("59", "99")).status_code == HTTPStatus.NOT_FOUND
