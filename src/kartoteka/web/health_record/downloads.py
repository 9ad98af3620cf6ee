"""«Скачать карту»: an archive of the record is asked for, made by the worker, and fetched (F-11)."""

from datetime import datetime
from functools import cached_property
from http import HTTPStatus
from uuid import UUID

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from kartoteka import wiring
from kartoteka.domain.access.errors import RecordClosed
from kartoteka.domain.access.types import Refusal
from kartoteka.domain.access.words import PARTS
from kartoteka.domain.health_record.downloads.errors import DownloadNotFound, TooManyDownloads
from kartoteka.domain.health_record.downloads.rights import may_download
from kartoteka.domain.health_record.downloads.services import ask_for_download, fetch_download, find_download
from kartoteka.domain.health_record.downloads.types import READING_ORDER, Download
from kartoteka.shared.dates import local_day
from kartoteka.ui import notices
from kartoteka.ui.presenters import long_moment
from kartoteka.web.health_record import texts
from kartoteka.web.own_card import OwnCardView
from kartoteka.web.record_gate import RecordView
from kartoteka.web.request import PortalRequest, account_id, actor, channel_of
from kartoteka.web.views import time_zone, today

_TEMPLATES = "web/health_record/templates"


class _DownloadView(OwnCardView, RecordView):
    """
    A page about the archive of one record. Nothing of the record is on it, not even how much there is of each part
    beside the menu, so it opens nothing and leaves no row.
    """

    def _closed(self, refusal: Refusal | None) -> HttpResponse:
        context = self._surroundings() | {
            "record": None,
            "closed": texts.closed(refusal, self.card, today(self.request)),
        }
        return self.page(f"{_TEMPLATES}/closed.html", context, status=HTTPStatus.FORBIDDEN)

    def _surroundings(self) -> dict[str, object]:
        return {
            "card": self.card,
            "section": "download",
            "decides_who_sees": False,
            "today": today(self.request),
            "zone": time_zone(self.request),
            "sections": texts.SECTIONS,
        }


class DownloadPage(_DownloadView):
    """The page: what the archive holds, how far its making has come, and the archive itself."""

    def get(self, request: PortalRequest, **_: object) -> HttpResponse:
        if self.card.person_id is None:
            return self._closed(None)
        allowed = may_download(account_id=account_id(request), person_id=self.person_id, now=self.now)
        if not allowed.decision.is_allowed:
            return self._closed(allowed.decision.refusal)
        context = self._surroundings() | {
            "record": allowed.decision,
            "decides_who_sees": allowed.manages,
            "part": allowed.part.value,
            "parts": [part for part in READING_ORDER if part in allowed.scopes],
            "download": self._download(),
            "ENDS": texts.DOWNLOAD_ENDS,
            "PARTS": PARTS,
        }
        if request.htmx and not request.htmx.boosted:
            return self.page(f"{_TEMPLATES}/_download.html", context)
        return self.page(f"{_TEMPLATES}/download.html", context)

    def post(self, request: PortalRequest, **_: object) -> HttpResponse:
        """«Собрать архив»."""
        if request.POST.get("card") != str(self.card.card_id):
            # The page asked about one patient and the address names another: nothing is done (R13).
            raise Http404
        try:
            ask_for_download(
                account_id=account_id(request),
                person_id=self.person_id,
                card_id=self.card.card_id,
                store=wiring.archive_store(),
                start=wiring.start_record_download,
                channel=channel_of(request),
                by=actor(request),
                now=self.now,
            )
        except RecordClosed as closed:
            return self._closed(closed.refusal)
        except TooManyDownloads as error:
            notices.add(request, texts.too_many_downloads(long_moment(error.again_at, time_zone(request))))
        return redirect("record:download", card_id=self.card.card_id)

    @cached_property
    def now(self) -> datetime:
        return timezone.now()

    def _download(self) -> Download | None:
        return find_download(account_id=account_id(self.request), person_id=self.person_id, now=self.now)


class DownloadFile(_DownloadView):
    """The archive. Its address is of use to nobody but the account that asked for it, and not for long (R61)."""

    def get(self, request: PortalRequest, download_id: UUID, **_: object) -> HttpResponseBase:
        now = timezone.now()
        try:
            archive = fetch_download(
                account_id=account_id(request),
                person_id=self.person_id,
                download_id=download_id,
                store=wiring.archive_store(),
                channel=channel_of(request),
                by=actor(request),
                now=now,
            )
        except DownloadNotFound as error:
            raise Http404 from error
        except RecordClosed as closed:
            return self._closed(closed.refusal)
        day = local_day(now, time_zone(request))
        return StreamingHttpResponse(
            archive.content,
            content_type="application/zip",
            headers={
                "Content-Length": str(archive.size),
                # Neither the name nor anything of the record.
                "Content-Disposition": f'attachment; filename="medkarta-{day.isoformat()}.zip"',
            },
        )
