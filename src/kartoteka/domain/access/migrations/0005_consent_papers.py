import django.db.models.deletion
from django.db import migrations, models

import kartoteka.domain.access.types


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0004_append_only"),
    ]

    operations = [
        # Known to Django alone: the databases keep the key as it is.
        migrations.AlterField(
            model_name="grantrow",
            name="request",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="grants",
                to="access.accessrequestrow",
            ),
        ),
        migrations.AddField(
            model_name="patientrow",
            name="emancipation_paper",
            field=models.CharField(blank=True, db_default="", max_length=200),
        ),
        migrations.CreateModel(
            name="ConsentPaperRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("act", models.CharField(max_length=10)),
                ("kind", models.CharField(max_length=10)),
                ("number", models.CharField(max_length=60)),
                ("signed_on", models.DateField()),
                ("signed_by", models.CharField(max_length=200)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.UUIDField()),
                (
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="papers", to="access.grantrow"
                    ),
                ),
            ],
            options={
                "db_table": "access_consent_paper",
                "constraints": [
                    models.UniqueConstraint(fields=("grant", "act"), name="access_consent_paper_once"),
                    models.CheckConstraint(
                        condition=models.Q(("act__in", list(kartoteka.domain.access.types.ConsentAct))),
                        name="access_consent_paper_act",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", list(kartoteka.domain.access.types.ConsentKind))),
                        name="access_consent_paper_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number", ""), _negated=True) & models.Q(("signed_by", ""), _negated=True),
                        name="access_consent_paper_is_named",
                    ),
                ],
            },
        ),
    ]
