import uuid

import django.db.models.deletion
from django.db import migrations, models

import kartoteka.domain.access.types


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="PatientRow",
            fields=[
                ("person_id", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("birth_date", models.DateField(db_index=True, null=True)),
                ("former_birth_date", models.DateField(null=True)),
                ("region_code", models.CharField(blank=True, max_length=2)),
                ("deceased_on", models.DateField(null=True)),
                ("emancipated_on", models.DateField(null=True)),
                ("checked_at", models.DateTimeField(null=True)),
                ("journal_length", models.PositiveIntegerField(default=0)),
                ("journal_head", models.BinaryField(default=bytes, max_length=16)),
                ("journal_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "access_patient",
            },
        ),
        migrations.CreateModel(
            name="AgeRulesRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("region_code", models.CharField(max_length=2)),
                ("in_force_from", models.DateField()),
                ("own_reading_from", models.PositiveSmallIntegerField()),
                ("full_age", models.PositiveSmallIntegerField()),
                ("reached_on_birthday", models.BooleanField()),
                ("representatives_read_sensitive_of_teens", models.BooleanField()),
                ("owner_reads_withheld", models.BooleanField()),
                ("longest_grant_months", models.PositiveSmallIntegerField()),
                ("set_at", models.DateTimeField()),
                ("set_by", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "access_age_rules",
                "indexes": [models.Index(fields=["region_code", "-id"], name="age_rules_latest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("full_age__lte", 18),
                            ("own_reading_from__gte", 14),
                            ("own_reading_from__lte", models.F("full_age")),
                        ),
                        name="age_rules_within_law",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("longest_grant_months__gte", 1), ("longest_grant_months__lte", 12)),
                        name="age_rules_grant_a_year",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RepresentationRow",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("representative_id", models.CharField(max_length=64)),
                ("basis", models.CharField(max_length=20)),
                ("number", models.CharField(blank=True, max_length=60)),
                ("issued_on", models.DateField(null=True)),
                ("issued_by", models.CharField(blank=True, max_length=200)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(null=True)),
                ("review_on", models.DateField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.UUIDField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.UUIDField(null=True)),
                ("end_reason", models.CharField(blank=True, max_length=200)),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="representations",
                        to="access.patientrow",
                    ),
                ),
            ],
            options={
                "db_table": "access_representation",
            },
        ),
        migrations.CreateModel(
            name="AccessCodeRow",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("code_hash", models.BinaryField(max_length=16, unique=True)),
                ("issued_at", models.DateTimeField()),
                ("issued_by", models.UUIDField()),
                ("expires_at", models.DateTimeField()),
                ("wrong_dates", models.PositiveSmallIntegerField(default=0)),
                ("ended_at", models.DateTimeField(null=True)),
                ("end", models.CharField(blank=True, max_length=10)),
                ("redeemed_by", models.UUIDField(null=True)),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="codes", to="access.patientrow"
                    ),
                ),
                (
                    "representation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.representationrow"
                    ),
                ),
            ],
            options={
                "db_table": "access_code",
            },
        ),
        migrations.CreateModel(
            name="CodeSwitchRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on_at", models.DateTimeField()),
                ("on_by", models.UUIDField()),
                ("off_at", models.DateTimeField(null=True)),
                ("off_by", models.UUIDField(null=True)),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="code_switches",
                        to="access.patientrow",
                    ),
                ),
            ],
            options={
                "db_table": "access_code_switch",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("off_at", None)), fields=("patient",), name="access_code_switch_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("off_at", None), ("off_by", None)),
                            ("off_at__gte", models.F("on_at")),
                            _connector="OR",
                        ),
                        name="access_code_switch_off",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="representationrow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("representative_id", "patient", "basis"),
                name="access_representation_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="representationrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "basis__in",
                        [
                            kartoteka.domain.access.types.BasisKind["BIRTH_RECORD"],
                            kartoteka.domain.access.types.BasisKind["ADOPTION"],
                            kartoteka.domain.access.types.BasisKind["GUARDIANSHIP"],
                            kartoteka.domain.access.types.BasisKind["COURT"],
                            kartoteka.domain.access.types.BasisKind["REGISTRY"],
                            kartoteka.domain.access.types.BasisKind["POWER_OF_ATTORNEY"],
                        ],
                    )
                ),
                name="access_representation_basis_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="representationrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("representative_id", models.F("patient")), _negated=True),
                name="access_representation_of_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="representationrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until", None), ("valid_until__gte", models.F("valid_from")), _connector="OR"
                ),
                name="access_representation_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="representationrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("basis", kartoteka.domain.access.types.BasisKind["REGISTRY"]),
                    models.Q(models.Q(("number", ""), _negated=True), ("issued_on__isnull", False)),
                    _connector="OR",
                ),
                name="access_representation_has_paper",
            ),
        ),
        migrations.AddConstraint(
            model_name="representationrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("basis", kartoteka.domain.access.types.BasisKind["POWER_OF_ATTORNEY"]), _negated=True),
                    ("valid_until__isnull", False),
                    _connector="OR",
                ),
                name="access_attorney_has_last_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="representationrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ended_by", None)),
                    ("ended_at__gte", models.F("recorded_at")),
                    _connector="OR",
                ),
                name="access_representation_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="accesscoderow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("patient",), name="access_code_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="accesscoderow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("end", ""), ("ended_at", None)),
                    models.Q(
                        (
                            "end__in",
                            [
                                kartoteka.domain.access.types.CodeEnd["REDEEMED"],
                                kartoteka.domain.access.types.CodeEnd["REPLACED"],
                                kartoteka.domain.access.types.CodeEnd["SWITCHED_OFF"],
                                kartoteka.domain.access.types.CodeEnd["BURNT"],
                            ],
                        ),
                        ("ended_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="access_code_end_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="accesscoderow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("end", kartoteka.domain.access.types.CodeEnd["REDEEMED"]), ("redeemed_by__isnull", False)
                    ),
                    models.Q(
                        models.Q(("end", kartoteka.domain.access.types.CodeEnd["REDEEMED"]), _negated=True),
                        ("redeemed_by", None),
                    ),
                    _connector="OR",
                ),
                name="access_code_redeemed_by",
            ),
        ),
    ]
