"""What the Portal does by itself. Each task may run twice, so each is written to do no harm when it does."""

from uuid import UUID

from django.utils import timezone
from django_tasks import task

from kartoteka import wiring
from kartoteka.domain.access import keeping, registry_word
from kartoteka.domain.access.journal_term import cut_portion
from kartoteka.domain.accounts.app_devices.binding import forget_unused_devices
from kartoteka.domain.accounts.app_devices.push import forget_old_pushes
from kartoteka.domain.accounts.devices import forget_old_devices
from kartoteka.domain.accounts.esia import forget_attempts
from kartoteka.domain.accounts.links import forget_old_links
from kartoteka.domain.accounts.phones import forget_old_activations
from kartoteka.domain.accounts.sessions import forget_expired_sessions
from kartoteka.domain.accounts.step_up import forget_old_codes
from kartoteka.domain.card_index.kin_questions import forget_old_questions
from kartoteka.domain.card_index.phone_copies import forget_old_copies
from kartoteka.domain.card_index.search import forget_old_searches
from kartoteka.domain.feedback import services as feedback
from kartoteka.domain.health_record.downloads import services as downloads
from kartoteka.domain.health_record.downloads.keeping import end_dead_downloads
from kartoteka.domain.health_record.downloads.making import Workshop, make_next_portion
from kartoteka.domain.health_record.news import tell_news
from kartoteka.domain.idempotency import services as idempotency
from kartoteka.domain.limits import services as limits
from kartoteka.domain.messaging import services as messaging
from kartoteka.domain.moderation import services as moderation
from kartoteka.domain.moderation.expiry import expire_unanswered
from kartoteka.domain.moderation.undo import forget_undoable
from kartoteka.operations.attempts import forget_finished


@task()
def forget_expired() -> None:
    """
    Delete what has served its time: limits, failed searches, unfinished sign-ins, forms, messages, sessions, numbers
    never activated, codes, copies of numbers, questions about relatives, what taking decisions back needed, finished
    tasks, archives that ended, messages to support.
    """
    now = timezone.now()
    limits.forget_expired(now=now)
    forget_old_searches(now=now)
    forget_attempts(now=now)
    idempotency.forget_old(now=now)
    messaging.forget_old(now=now)
    forget_finished(now=now)
    forget_expired_sessions(now=now)
    forget_old_activations(now=now)
    forget_old_copies(now=now)
    forget_old_questions(now=now)
    forget_old_links(now=now)
    forget_old_devices(now=now)
    forget_unused_devices(now=now)
    forget_old_pushes(now=now)
    forget_old_codes(now=now)
    forget_undoable(now=now)
    downloads.forget_old(now=now)
    feedback.forget_old(now=now)


@task()
def expire_requests() -> None:
    """Close the requests whose sender did not answer in time."""
    expire_unanswered(now=timezone.now())


@task()
def match_awaiting_cards() -> None:
    """Confirm the requests whose person the clinic has registered meanwhile; no moderator need see them."""
    moderation.confirm_matched_requests(registry=wiring.insured_registry(), now=timezone.now())


@task()
def keep_access() -> None:
    """Note terms of access that ran out, and tell of birthdays at which access changes."""
    now = timezone.now()
    keeping.end_expired_grants(now=now)
    keeping.announce_age_steps(now=now)


@task()
def cut_journal(after: str = "") -> None:
    """Cut off what is past its term of the journal of readings, a portion at a time; each enqueues the next."""
    onward = cut_portion(after=after, now=timezone.now())
    if onward is not None:
        cut_journal.enqueue(onward)


@task()
def refresh_access() -> None:
    """Take over what the registry says of those to whose records others have rights, and of who acts for them."""
    now, registry = timezone.now(), wiring.insured_registry()
    keeping.refresh_patients(registry=registry, now=now)
    registry_word.recheck_representations(registry=registry, now=now)


@task()
def tell_record_news() -> None:
    """Knock at the telephones of those who may read what is new in a record."""
    tell_news(now=timezone.now())


@task()
def make_record_download(download_id: str) -> None:
    """Take the making of an archive of a health record one step further; the step enqueues the next."""
    workshop = Workshop(
        records=wiring.health_records(),
        documents=wiring.medical_documents(),
        writers=wiring.archive_writers(),
        store=wiring.archive_store(),
        go_on=wiring.start_record_download,
    )
    make_next_portion(UUID(download_id), workshop=workshop, now=timezone.now())


@task()
def end_downloads() -> None:
    """Delete archives whose day is over or whose right has ended."""
    end_dead_downloads(store=wiring.archive_store(), now=timezone.now())
