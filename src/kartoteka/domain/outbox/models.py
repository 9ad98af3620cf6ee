from django.db import models
from django.db.models import Q

from kartoteka.domain.outbox.types import DeliveryState

_UNDERWAY = Q(state__in=[DeliveryState.QUEUED, DeliveryState.SENDING])


class DeliveryRow(models.Model):
    """
    What an outbox row keeps of its way; a room adds what is carried. Written with the change it tells of (law 5).

    Who claims the row gets an `attempt_id` and a lease until `due_at`. Whatever he writes later, he writes only
    where the row still has that id, so somebody who froze past his lease changes nothing (fencing).
    """

    delivery_fields = frozenset({
        "state", "attempts", "attempt_id", "due_at", "trouble", "created_at", "useful_until", "finished_at",
    })  # fmt: skip

    state = models.CharField(max_length=10, default=DeliveryState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    attempt_id = models.UUIDField(null=True)
    # When somebody may take the row: the next attempt of a queued one, the end of the lease of one being sent.
    due_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=12, blank=True)
    created_at = models.DateTimeField()
    # A code that has run out helps nobody: past this nothing is sent.
    useful_until = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(DeliveryState)), name="%(class)s_state_known"),
            models.CheckConstraint(
                condition=(_UNDERWAY & Q(due_at__isnull=False, finished_at__isnull=True))
                | (~_UNDERWAY & Q(due_at__isnull=True, finished_at__isnull=False)),
                name="%(class)s_due_or_finished",
            ),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.SENDING, attempt_id__isnull=False)
                | (~Q(state=DeliveryState.SENDING) & Q(attempt_id__isnull=True)),
                name="%(class)s_held_while_sending",
            ),
            models.CheckConstraint(
                condition=~Q(state=DeliveryState.DEAD) | ~Q(trouble=""), name="%(class)s_dead_of_something"
            ),
        ]
