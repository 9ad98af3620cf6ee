"""Roles of the staff that wait for another administrator (A-02)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from kartoteka.administration.acts import REFUSALS
from kartoteka.administration.history import GONE
from kartoteka.administration.site import actor, site
from kartoteka.administration.words import ROLES
from kartoteka.domain.accounts import staff_roles
from kartoteka.domain.accounts.errors import AccountError, NotAdministrator, OwnProposal, ProposalOver
from kartoteka.domain.accounts.selectors import count_administrators, logins, waiting_roles

_PAGE = "admin:administration_account_roles"
# Beside each other, since no administrator confirms alone.
_NEEDED = 2
_ANSWERS = {
    "confirm": (staff_roles.confirm_role, "Роль назначена, все сеансы этой учетной записи завершены"),
    "decline": (staff_roles.decline_role, "Роль отклонена: у учетной записи ничего не изменилось"),
}
_REFUSALS = REFUSALS | {
    OwnProposal: "Эту роль предложили Вы: подтвердит её другой администратор",
    ProposalOver: "Эта роль больше не ждёт подтверждения: посмотрите историю учетной записи",
}


@dataclass(frozen=True, slots=True)
class WaitingRole:
    """A role that waits, as one of the administrators sees it."""

    proposal_id: UUID
    account_id: UUID
    login: str
    role: str
    proposed_by: str
    proposed_at: datetime
    expires_at: datetime
    is_own_proposal: bool
    is_for_himself: bool


def waiting_for(request: HttpRequest, account_id: UUID | None = None) -> dict[str, object]:
    """What a page needs to show the roles that wait, of one account or of all. Three queries at most."""
    own, found = actor(request).account_id, waiting_roles(now=timezone.now(), account_id=account_id)
    names = logins({one.account_id for one in found} | {one.proposed_by for one in found}) if found else {}
    return {
        "waiting": [
            WaitingRole(
                proposal_id=one.proposal_id,
                account_id=one.account_id,
                login=names[one.account_id],
                role=ROLES[one.role],
                proposed_by=names.get(one.proposed_by, GONE),
                proposed_at=one.proposed_at,
                expires_at=one.expires_at,
                is_own_proposal=one.proposed_by == own,
                is_for_himself=one.account_id == own,
            )
            for one in found
        ],
        "roles_url": reverse(_PAGE),
    }


def is_alone() -> bool:
    """Whether nobody is there to confirm what the only administrator proposes."""
    return count_administrators() < _NEEDED


def roles_view(request: HttpRequest) -> HttpResponse:
    """The list of all that wait; a press on one of the buttons comes here too, from the page of an account as well."""
    if request.method == "POST":
        return _answer(request)
    own = {"title": "Роли ждут подтверждения", "is_alone": is_alone()}
    context = site.each_context(request) | waiting_for(request) | own
    return TemplateResponse(request, "administration/roles.html", context)


def _answer(request: HttpRequest) -> HttpResponse:
    answer, name = request.POST.get("answer", ""), request.POST.get("proposal", "")
    if answer not in _ANSWERS:
        raise Http404
    carry_out, done = _ANSWERS[answer]
    try:
        carry_out(proposal_id=UUID(name), by=actor(request), now=timezone.now())
    except (ValueError, NotAdministrator) as error:
        # It names nothing; or he was an administrator a moment ago.
        raise Http404 from error
    except AccountError as error:
        messages.error(request, _REFUSALS[type(error)])
    else:
        messages.success(request, done)
    return redirect(_PAGE)
