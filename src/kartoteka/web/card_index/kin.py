"""Relatives who are offered, and invitations of others: F-05, R28 to R32."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from kartoteka import wiring
from kartoteka.domain.card_index import kin_additions, kin_offers
from kartoteka.domain.card_index.errors import CardIndexFull, KinOfferGone, KinOfferNotFound
from kartoteka.shared.errors import Unavailable
from kartoteka.ui import notices
from kartoteka.web.card_index import kin_texts
from kartoteka.web.request import PortalRequest, account_id, actor
from kartoteka.web.views import PersonalView, time_zone


class Kin(PersonalView):
    """«Предложенные родственники», and the buttons of the banner on «Моя картотека»."""

    def get(self, request: PortalRequest) -> HttpResponse:
        offers = kin_offers.all_offers(account_id=account_id(request))
        return self.page("web/card_index/templates/kin.html", {"offers": offers})

    def post(self, request: PortalRequest) -> HttpResponse:
        acts: dict[str, Callable[[PortalRequest, list[UUID]], HttpResponse]] = {
            "deny": _deny,
            "restore": _restore,
            "agree": _agree,
            "decline": _decline,
        }
        try:
            for name, act in acts.items():
                if name in request.POST:
                    return act(request, [UUID(request.POST[name])])
            chosen = [UUID(one) for one in request.POST.getlist("offer")]
            return _postpone(request, chosen) if request.POST.get("action") == "later" else _add(request, chosen)
        except (KinOfferNotFound, ValueError) as error:
            raise Http404 from error
        except KinOfferGone:
            notices.add(request, kin_texts.GONE)
        except Unavailable:
            notices.malfunction(request, *kin_texts.SILENT)
        return redirect("card_index:list")


def _add(request: PortalRequest, chosen: list[UUID]) -> HttpResponse:
    if not chosen:
        notices.add(request, kin_texts.NOBODY_CHOSEN)
        return redirect("card_index:list")
    answer = kin_additions.add_relatives(
        account_id=account_id(request),
        offer_ids=chosen,
        relatives=wiring.known_relatives(),
        registry=wiring.insured_registry(),
        time_zone=time_zone(request),
        by=actor(request),
        now=timezone.now(),
    )
    for notice in kin_texts.answered(answer):
        notices.add(request, notice)
    return redirect("card_index:list")


def _postpone(request: PortalRequest, chosen: list[UUID]) -> HttpResponse:
    """All that the banner shows is hidden, whoever of them is ticked."""
    shown = [UUID(one) for one in request.POST.getlist("shown")] or chosen
    kin_offers.postpone_offers(account_id=account_id(request), offer_ids=shown, by=actor(request), now=timezone.now())
    notices.add(request, kin_texts.POSTPONED)
    return redirect("card_index:list")


def _deny(request: PortalRequest, chosen: list[UUID]) -> HttpResponse:
    name = kin_offers.deny_kinship(
        account_id=account_id(request), offer_id=chosen[0], by=actor(request), now=timezone.now()
    )
    notices.add(request, kin_texts.denied(name))
    return redirect("card_index:list")


def _restore(request: PortalRequest, chosen: list[UUID]) -> HttpResponse:
    name = kin_offers.take_denial_back(
        account_id=account_id(request), offer_id=chosen[0], by=actor(request), now=timezone.now()
    )
    notices.success(request, f"{name} — предложение снова в силе")
    return redirect("card_index:kin")


def _agree(request: PortalRequest, chosen: list[UUID]) -> HttpResponse:
    try:
        kin_additions.agree_to_listing(
            account_id=account_id(request),
            offer_id=chosen[0],
            registry=wiring.insured_registry(),
            by=actor(request),
            now=timezone.now(),
        )
    except CardIndexFull:
        notices.add(request, kin_texts.NO_PLACE_THERE)
    else:
        notices.add(request, kin_texts.agreed())
    return redirect("card_index:list")


def _decline(request: PortalRequest, chosen: list[UUID]) -> HttpResponse:
    kin_additions.decline_listing(
        account_id=account_id(request), offer_id=chosen[0], by=actor(request), now=timezone.now()
    )
    notices.success(request, "Вы отказали", "Вас не добавят, и о Вашем отказе мы никому не сообщим.")
    return redirect("card_index:list")
