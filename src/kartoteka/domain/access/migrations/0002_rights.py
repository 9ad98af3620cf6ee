import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kartoteka.domain.access.types


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_initial"),
        ("accounts", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessRequestRow",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("purpose", models.CharField(max_length=20)),
                ("parts", models.CharField(max_length=120)),
                ("months", models.PositiveSmallIntegerField()),
                ("asked_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("answer", models.CharField(blank=True, max_length=10)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.UUIDField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="requests", to="access.patientrow"
                    ),
                ),
            ],
            options={
                "db_table": "access_request",
            },
        ),
        migrations.CreateModel(
            name="GrantRow",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("source", models.CharField(max_length=15)),
                ("given_as", models.CharField(max_length=15)),
                ("given_by", models.UUIDField()),
                ("purpose", models.CharField(blank=True, max_length=20)),
                ("parts", models.CharField(max_length=120)),
                ("includes_sensitive", models.BooleanField(default=False)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.UUIDField(null=True)),
                ("end", models.CharField(blank=True, max_length=10)),
                ("end_reason", models.CharField(blank=True, max_length=200)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "code",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grant",
                        to="access.accesscoderow",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to="access.accessrequestrow",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="grants", to="access.patientrow"
                    ),
                ),
            ],
            options={
                "db_table": "access_grant",
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)), fields=["account"], name="access_grant_of_account"
                    ),
                    models.Index(condition=models.Q(("ended_at", None)), fields=["ends_at"], name="access_grant_due"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("patient", "account"), name="access_grant_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("code", None),
                                ("request__isnull", False),
                                ("source", kartoteka.domain.access.types.GrantSource["CONFIRMATION"]),
                            ),
                            models.Q(
                                ("code__isnull", False),
                                ("request", None),
                                ("source", kartoteka.domain.access.types.GrantSource["CODE"]),
                            ),
                            models.Q(
                                ("code", None),
                                ("request", None),
                                ("source", kartoteka.domain.access.types.GrantSource["DESK"]),
                            ),
                            _connector="OR",
                        ),
                        name="access_grant_has_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "given_as__in",
                                [
                                    kartoteka.domain.access.types.GivenAs["SELF"],
                                    kartoteka.domain.access.types.GivenAs["REPRESENTATIVE"],
                                ],
                            )
                        ),
                        name="access_grant_given_as",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="access_grant_term"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end", ""), ("end_reason", ""), ("ended_at", None), ("ended_by", None)),
                            models.Q(
                                (
                                    "end__in",
                                    [
                                        kartoteka.domain.access.types.GrantEnd["REVOKED"],
                                        kartoteka.domain.access.types.GrantEnd["GIVEN_UP"],
                                        kartoteka.domain.access.types.GrantEnd["STAFF"],
                                        kartoteka.domain.access.types.GrantEnd["EXPIRED"],
                                        kartoteka.domain.access.types.GrantEnd["REPLACED"],
                                        kartoteka.domain.access.types.GrantEnd["GIVER_LEFT"],
                                    ],
                                ),
                                ("ended_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="access_grant_end_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("source", kartoteka.domain.access.types.GrantSource["CODE"]), _negated=True),
                            ("includes_sensitive", False),
                            _connector="OR",
                        ),
                        name="access_code_not_sensitive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DisputeRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("opened_at", models.DateTimeField()),
                ("opened_by", models.UUIDField()),
                ("reason", models.CharField(max_length=200)),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by", models.UUIDField(null=True)),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="disputes", to="access.patientrow"
                    ),
                ),
            ],
            options={
                "db_table": "access_dispute",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None)), fields=("patient",), name="access_dispute_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("closed_by", None)),
                            ("closed_at__gte", models.F("opened_at")),
                            _connector="OR",
                        ),
                        name="access_dispute_end",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DenialRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("denied_at", models.DateTimeField()),
                ("denied_by", models.UUIDField()),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("lifted_at", models.DateTimeField(null=True)),
                ("lifted_by", models.UUIDField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="denials", to="access.patientrow"
                    ),
                ),
            ],
            options={
                "db_table": "access_denial",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at", None)),
                        fields=("patient", "account"),
                        name="access_denial_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lifted_at", None), ("lifted_by", None)),
                            ("lifted_at__gte", models.F("denied_at")),
                            _connector="OR",
                        ),
                        name="access_denial_lifted",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="accessrequestrow",
            index=models.Index(fields=["account", "asked_at"], name="access_request_asked"),
        ),
        migrations.AddConstraint(
            model_name="accessrequestrow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answer", "")), fields=("patient", "account"), name="access_request_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="accessrequestrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "purpose__in",
                        [
                            kartoteka.domain.access.types.Purpose["CARE"],
                            kartoteka.domain.access.types.Purpose["CHILD_CARE"],
                            kartoteka.domain.access.types.Purpose["OTHER"],
                        ],
                    )
                ),
                name="access_request_purpose_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="accessrequestrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_at", None), ("answered_by", None)),
                    models.Q(
                        (
                            "answer__in",
                            [
                                kartoteka.domain.access.types.Answer["CONFIRMED"],
                                kartoteka.domain.access.types.Answer["DECLINED"],
                                kartoteka.domain.access.types.Answer["WITHDRAWN"],
                                kartoteka.domain.access.types.Answer["EXPIRED"],
                            ],
                        ),
                        ("answered_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="access_request_answered_when",
            ),
        ),
    ]
