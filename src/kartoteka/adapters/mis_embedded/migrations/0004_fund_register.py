from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def mark_those_without_a_policy(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Who was registered without a policy before waits for the fund's line too (R23)."""
    del schema_editor
    people = apps.get_model("mis_embedded", "InsuredPersonRow").objects
    documents = apps.get_model("mis_embedded", "DocumentRow").objects
    policies = documents.filter(person=models.OuterRef("pk")).exclude(kind="snils")
    people.filter(~models.Exists(policies)).update(awaits_policy=True)


class Migration(migrations.Migration):
    dependencies = [
        ("mis_embedded", "0003_likeness_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="FundRegisterRow",
            fields=[
                ("region_code", models.CharField(max_length=2, primary_key=True, serialize=False)),
                ("taken_over_at", models.DateTimeField()),
            ],
            options={
                "db_table": "mis_fund_register",
            },
        ),
        migrations.AddField(
            model_name="insuredpersonrow",
            name="awaits_policy",
            field=models.BooleanField(db_default=False),
        ),
        migrations.RunPython(mark_those_without_a_policy, migrations.RunPython.noop),
    ]
