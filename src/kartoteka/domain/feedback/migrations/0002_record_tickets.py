from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def stay_as_they_are(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """No message is about a health record before there are any."""
    del apps, schema_editor


def put_among_the_others(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The version before knows no such topic."""
    del schema_editor
    apps.get_model("feedback", "TicketRow").objects.filter(kind="record").update(kind="other")


class Migration(migrations.Migration):
    dependencies = [("feedback", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="ticketrow", name="ticket_kind_known"),
        migrations.RunPython(stay_as_they_are, put_among_the_others),
        migrations.AddConstraint(
            model_name="ticketrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        ["malfunction", "sign-in", "card-index", "record", "booking", "suggestion", "other"],
                    )
                ),
                name="ticket_kind_known",
            ),
        ),
    ]
