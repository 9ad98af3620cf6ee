from collections.abc import Iterator

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from kartoteka.domain.schema.live_indexes import AddLiveIndex

# So many people are looked at in one statement: no row stays locked for longer, and none is cut off by its time-out.
_AT_ONCE = 20_000


def mark_those_without_a_policy(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Who was registered without a policy before waits for the fund's line too (R23)."""
    del schema_editor
    people = apps.get_model("mis_embedded", "InsuredPersonRow").objects
    documents = apps.get_model("mis_embedded", "DocumentRow").objects
    policies = documents.filter(person=models.OuterRef("pk")).exclude(kind="snils")
    for first, last in _parts(people.order_by("pk").values_list("pk", flat=True)):
        people.filter(~models.Exists(policies), pk__range=(first, last)).update(awaits_policy=True)


def _parts(keys: models.QuerySet[models.Model, object]) -> Iterator[tuple[object, object]]:
    rest = keys
    while found := list(rest[:_AT_ONCE]):
        yield found[0], found[-1]
        rest = keys.filter(pk__gt=found[-1])


class Migration(migrations.Migration):
    # PostgreSQL builds an index beside running writes outside of a transaction only; and whoever was registered without
    # a policy is marked while others read and write.
    atomic = False

    dependencies = [
        ("mis_embedded", "0004_fund_register"),
    ]

    operations = [
        migrations.RunPython(mark_those_without_a_policy, migrations.RunPython.noop),
        AddLiveIndex(
            model_name="insuredpersonrow",
            index=models.Index(fields=["family", "given"], name="insured_name"),
        ),
        AddLiveIndex(
            model_name="insuredpersonrow",
            index=models.Index(
                condition=models.Q(("awaits_policy", True)), fields=["birth_date"], name="insured_awaiting_policy"
            ),
        ),
    ]
