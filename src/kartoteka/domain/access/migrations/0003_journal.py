import django.db.models.deletion
from django.db import migrations, models

import kartoteka.domain.access.types


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_rights"),
    ]

    operations = [
        migrations.CreateModel(
            name="JournalRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("person_id", models.CharField(max_length=64)),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("account_id", models.UUIDField()),
                ("viewer_name", models.CharField(blank=True, max_length=302)),
                ("action", models.CharField(max_length=15)),
                ("part", models.CharField(max_length=15)),
                ("ground", models.CharField(blank=True, max_length=15)),
                ("right_id", models.UUIDField(null=True)),
                ("refusal", models.CharField(blank=True, max_length=30)),
                ("channel", models.CharField(max_length=5)),
                ("digest", models.BinaryField(max_length=16)),
            ],
            options={
                "db_table": "access_journal",
                "indexes": [models.Index(fields=["person_id", "account_id", "-number"], name="access_journal_viewer")],
                "constraints": [
                    models.UniqueConstraint(fields=("person_id", "number"), name="access_journal_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("refusal", ""), models.Q(("ground", ""), _negated=True)),
                            models.Q(models.Q(("refusal", ""), _negated=True), ("ground", "")),
                            _connector="OR",
                        ),
                        name="access_journal_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "channel__in",
                                [
                                    kartoteka.domain.access.types.Channel["WEB"],
                                    kartoteka.domain.access.types.Channel["APP"],
                                ],
                            )
                        ),
                        name="access_journal_channel",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AgeNoticeRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("years", models.PositiveSmallIntegerField()),
                ("days_before", models.PositiveSmallIntegerField()),
                ("told_at", models.DateTimeField()),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="access.patientrow"
                    ),
                ),
            ],
            options={
                "db_table": "access_age_notice",
                "constraints": [
                    models.UniqueConstraint(fields=("patient", "years", "days_before"), name="access_age_notice_once")
                ],
            },
        ),
    ]
