"""Settings that hold everywhere. What differs between installations comes from the environment."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.conf.global_settings import PASSWORD_HASHERS as DJANGO_PASSWORD_HASHERS

from kartoteka.config.settings import esia
from kartoteka.config.settings.senders import SMS_SENDERS, http_gateway, smpp_centre, smtp_server, support_mailboxes
from kartoteka.shared.limits import Limit

PACKAGE_DIR = Path(__file__).resolve().parent.parent.parent
PROJECT_DIR = PACKAGE_DIR.parent.parent
DATA_DIR = Path(os.environ.get("KARTOTEKA_DATA", "data")).resolve()

DEBUG = False
ALLOWED_HOSTS: list[str] = []
ROOT_URLCONF = "kartoteka.config.urls"
WSGI_APPLICATION = "kartoteka.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    # Before Django's admin, whose frame it redraws.
    "kartoteka.administration",
    # Without its own site, where other packages would show their tables.
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "kartoteka.domain.audit",
    "kartoteka.domain.limits",
    "kartoteka.domain.idempotency",
    "kartoteka.domain.messaging",
    "kartoteka.domain.regions",
    "kartoteka.domain.accounts",
    "kartoteka.domain.feedback",
    "kartoteka.domain.card_index",
    "kartoteka.domain.moderation",
    "kartoteka.domain.access",
    "kartoteka.domain.health_record.downloads",
    "kartoteka.domain.health_record",
    "kartoteka.adapters.mis_embedded",
    "kartoteka.operations",
    "kartoteka.mobile",
    "kartoteka.ui",
]

MIDDLEWARE = [
    "kartoteka.ui.middleware.IncidentMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "kartoteka.mobile.sessions.PortalSessionMiddleware",
    "kartoteka.mobile.site.AppSiteMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "kartoteka.web.middleware.AccountMiddleware",
    # The pages of the app have their own way in.
    "kartoteka.mobile.gate.AppGateMiddleware",
    # Every page asks for sign-in unless its view says otherwise.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kartoteka.web.middleware.RequestPeopleMiddleware",
    "kartoteka.web.consent.ConsentMiddleware",
    "kartoteka.ui.middleware.PageMiddleware",
    "kartoteka.web.middleware.SecondFactorMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE_DIR],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "kartoteka.ui.templating.environment",
            "context_processors": ["kartoteka.ui.context.page_context"],
        },
    },
    # The administrator's pages alone: Django's admin is written in Django's language.
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- data -----------------------------------------------------------------------------------------------

DATABASE_URL = os.environ.get("KARTOTEKA_DATABASE_URL", f"sqlite:///{DATA_DIR / 'kartoteka.sqlite3'}")


def _database(url: str) -> dict[str, Any]:  # the shape is Django's own
    parsed: dict[str, Any] = dict(dj_database_url.parse(url))
    if "sqlite" in str(parsed["ENGINE"]):
        Path(str(parsed["NAME"])).parent.mkdir(parents=True, exist_ok=True)
        return parsed | {
            # Reads take no lock, and a write takes it at once instead of failing half way.
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    return parsed | {
        "OPTIONS": {
            # Prepared by the server once for each connection: planning costs more than answering.
            "server_side_binding": True,
            "prepare_threshold": 2,
            "pool": {"min_size": 1, "max_size": 8, "timeout": 5},
            "connect_timeout": 2,
            "options": "-c statement_timeout=5000 -c lock_timeout=4000",
        },
    }


DATABASES = {"default": _database(DATABASE_URL)}

# --- people and their sessions ----------------------------------------------------------------------------

# Logins are unique whatever their case: a constraint of the table that Django's check does not see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["kartoteka.web.accounts.backend.PortalBackend"]
PASSWORD_HASHERS = [
    "kartoteka.domain.accounts.hashers.PortalArgon2PasswordHasher",
    # Without Django's own of the same name: the last one of a name checks passwords, past the limit of ours.
    *(hasher for hasher in DJANGO_PASSWORD_HASHERS if not hasher.endswith(".Argon2PasswordHasher")),
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "kartoteka.domain.accounts.password_rules.LengthValidator"},
    {"NAME": "kartoteka.domain.accounts.password_rules.CommonPasswordValidator"},
    {"NAME": "kartoteka.domain.accounts.password_rules.OwnWordsValidator"},
]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "card_index:list"
ACCOUNT_LOGOUT_REDIRECT_URL = "start:start"
SESSION_ENGINE = "kartoteka.web.sessions"
SESSION_COOKIE_HTTPONLY = True
# Of the session of the app «К врачу», which is none of the browser's.
KARTOTEKA_APP_COOKIE = "app-session"
# Names the telephone on which the app runs; worth nothing without the key that lies there.
KARTOTEKA_APP_DEVICE_COOKIE = "app-device"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "kartoteka.ui.errors.stale_page"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

ACCOUNT_ADAPTER = "kartoteka.web.accounts.allauth_adapter.PortalAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
# By e-mail too: see kartoteka.web.accounts.backend.
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {
    "login": "kartoteka.web.accounts.forms.SignInForm",
    "reauthenticate": "kartoteka.web.accounts.second_factor_forms.ConfirmPasswordForm",
}
ACCOUNT_SESSION_REMEMBER = False
# Counted in our own database, exactly, over all the workers: see kartoteka.domain.limits.
ACCOUNT_RATE_LIMITS = False

# Whether staff may do nothing before their session passed a second factor. Only a demo goes without.
KARTOTEKA_STAFF_NEEDS_SECOND_FACTOR = True
MFA_ADAPTER = "kartoteka.web.accounts.second_factor_adapter.PortalMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "kartoteka.web.accounts.second_factor_forms.SignInCodeForm",
    "reauthenticate": "kartoteka.web.accounts.second_factor_forms.ConfirmCodeForm",
    "activate_totp": "kartoteka.web.accounts.second_factor_forms.FirstCodeForm",
}
MFA_TOTP_ISSUER = "Портал пациента"
# Clocks of telephones are seldom right to the second, and typing takes time.
MFA_TOTP_TOLERANCE = 1
# ESIA or a broker: what the environment says. Its adapter is named among the others below.
KARTOTEKA_ESIA = esia.values_of(os.environ)
# What full addresses of our pages begin with: in letters, and where providers send browsers back.
KARTOTEKA_PUBLIC_ORIGIN = os.environ.get("KARTOTEKA_PUBLIC_ORIGIN", "http://127.0.0.1:8000")

# In whose name passkeys of the app are made: the host of the Portal. With another one all of them are worth nothing.
KARTOTEKA_PASSKEY_HOST = os.environ.get("KARTOTEKA_PASSKEY_HOST", urlsplit(KARTOTEKA_PUBLIC_ORIGIN).hostname or "")

# --- the browser --------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, *esia.form_origins(os.environ)],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [
    ("golos", directory)
    for directory in [PROJECT_DIR / "node_modules" / "@fontsource-variable" / "golos-text" / "files"]
    if directory.is_dir()
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "kartoteka.ui.static_files.PortalStaticFiles"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# --- language and time ----------------------------------------------------------------------------------------

LANGUAGE_CODE = "ru"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- background jobs ------------------------------------------------------------------------------------------

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- the Portal's own -------------------------------------------------------------------------------------------

# Certificates of the authorities whose signatures on medical documents are trusted, one a file; none without it.
KARTOTEKA_AUTHORITIES = Path(os.environ["KARTOTEKA_AUTHORITIES"]) if "KARTOTEKA_AUTHORITIES" in os.environ else None

KARTOTEKA_ADAPTERS = {
    "insured_registry": "kartoteka.adapters.mis_embedded.insured_registry.EmbeddedInsuredRegistry",
    "territorial_fund": "kartoteka.adapters.mis_embedded.fund.EmbeddedTerritorialFund",
    "booked_services": "kartoteka.adapters.mis_embedded.booked_services.EmbeddedBookedServices",
    "known_relatives": "kartoteka.adapters.mis_embedded.relatives.EmbeddedRelatives",
    "health_records": "kartoteka.adapters.mis_embedded.health_records.EmbeddedHealthRecords",
    "record_intake": "kartoteka.adapters.mis_embedded.record_import.EmbeddedRecordIntake",
    "archive_store": "kartoteka.adapters.archive_folder.store.store_from_settings",
    "report_typesetter": "kartoteka.adapters.pdf.typesetter.typesetter_from_settings",
    "clinical_documents": "kartoteka.adapters.cda.reader.CdaReader",
    "medical_documents": "kartoteka.adapters.mis_embedded.medical_documents.EmbeddedMedicalDocuments",
    "patient_contacts": "kartoteka.adapters.mis_embedded.patient_contacts.EmbeddedPatientContacts",
    "email_sender": "kartoteka.adapters.email.smtp.sender_from_settings",
    "sms_sender": SMS_SENDERS["smpp"],
    "push_sender": "kartoteka.adapters.webpush.sender_from_settings",
    # Empty: nobody vouches for people, and the sign-in page does not offer it.
    "identity_provider": esia.adapter_of(os.environ),
}
# What an archive of a health record holds: its writers, and the task that makes it step by step.
KARTOTEKA_ARCHIVE_WRITERS = [
    "kartoteka.wiring.report_writer",
    "kartoteka.wiring.original_writer",
    # After those to whose files it links.
    "kartoteka.ui.record_archive.writer.PageWriter",
    "kartoteka.adapters.fhir_bundle.writer.BundleWriter",
]
KARTOTEKA_ARCHIVE_TASK = "kartoteka.operations.tasks.make_record_download"
# Only what nobody can read without the keys in the database lies there, and for a day at most.
KARTOTEKA_ARCHIVE_DIR = DATA_DIR / "archives"
KARTOTEKA_SMTP = smtp_server(os.environ)
# Where messages from «Обратная связь» go.
KARTOTEKA_SUPPORT = support_mailboxes(os.environ)
# Push services of the makers of telephones, to which the Portal may talk; none: it knocks at no telephone. Telephones
# name the address themselves, so nothing outside of this list is ever asked.
KARTOTEKA_PUSH_ORIGINS = tuple(
    os.environ.get(
        "KARTOTEKA_PUSH_ORIGINS",
        "https://fcm.googleapis.com https://updates.push.services.mozilla.com https://*.push.apple.com "
        "https://*.notify.windows.com",
    ).split()
)
KARTOTEKA_SMPP = smpp_centre(os.environ)
KARTOTEKA_SMS_HTTP = http_gateway(os.environ)
# How long a courier may take over one message before it counts as dead; senders give up long before.
KARTOTEKA_DELIVERY_LEASE = timedelta(seconds=60)
KARTOTEKA_LIMITS = {
    # Searches of the insured registry (R17): what one account may ask, and how often one person may be sought by all.
    "search-misses-per-account": Limit(10, timedelta(days=1)),
    "search-hits-per-account": Limit(60, timedelta(days=1)),
    "search-misses-per-person-sought": Limit(3, timedelta(days=1)),
    # Requests to the moderator.
    "verification-requests-per-account": Limit(20, timedelta(days=30)),
    # People whom one registrar looks for at the clinic's desk.
    "patients-sought-per-registrar": Limit(200, timedelta(days=1)),
    # Accounts named at the desk that were not whom they should be: a guess tells who has an account.
    "accounts-named-wrong-per-registrar": Limit(20, timedelta(days=1)),
    # Access codes that did not fit (R48): one account's, one network's, which a clinic shares, and a region's. The last
    # sounds the alarm, and from then on an account has one miss an hour.
    "access-code-misses-per-account": Limit(5, timedelta(hours=1)),
    "access-code-misses-per-account-and-day": Limit(20, timedelta(days=1)),
    "access-code-misses-per-address": Limit(60, timedelta(hours=1)),
    "access-code-misses-per-region": Limit(100, timedelta(hours=1)),
    "access-code-misses-while-alarmed": Limit(1, timedelta(hours=1)),
    # Requests to read somebody's record (R45).
    "access-requests-per-pair": Limit(3, timedelta(days=30)),
    "access-requests-per-account": Limit(30, timedelta(days=30)),
    # Archives of health records: each is read, packed and kept for a day.
    "record-downloads-per-account": Limit(20, timedelta(days=1)),
    # Activation codes by SMS (R50).
    "activation-codes-per-account": Limit(5, timedelta(days=1)),
    "activation-codes-per-number": Limit(5, timedelta(days=1)),
    # Codes by SMS before a health record (R79).
    "step-up-codes-per-account": Limit(5, timedelta(days=1)),
    # Sign-ups and forgotten passwords: letters that somebody at one network address asks for.
    "letters-asked-for-per-address": Limit(30, timedelta(hours=1)),
    # Wrong passwords: a pause, never a ban.
    "sign-in-failures-per-account": Limit(10, timedelta(minutes=15)),
    # Apart from those of strangers, so that nobody can keep the owner out on purpose.
    "sign-in-failures-per-known-device": Limit(10, timedelta(minutes=15)),
    "sign-in-failures-per-address": Limit(100, timedelta(minutes=15)),
    # Wrong codes of the second factor; and one code opens one session (its life is three steps of thirty seconds).
    "second-factor-failures-per-account": Limit(10, timedelta(minutes=15)),
    "second-factor-code-uses": Limit(1, timedelta(seconds=90)),
    # Letters and SMS that anybody may have sent by filling in a form. The last is what the Portal pays for in a day.
    "letters-on-demand-per-address": Limit(5, timedelta(hours=1)),
    "sms-on-demand-per-number": Limit(10, timedelta(days=1)),
    "sms-on-demand-in-all": Limit(20_000, timedelta(days=1)),
    # Verification codes of papers that somebody at one network address checks.
    "papers-checked-per-address": Limit(60, timedelta(hours=1)),
    # Messages to technical support: a mailbox that drowns helps nobody.
    "support-messages-per-account": Limit(10, timedelta(days=1)),
    "support-messages-per-address": Limit(20, timedelta(hours=1)),
    "support-messages-in-all": Limit(1000, timedelta(hours=1)),
    # Sign-ins by ESIA that one network address begins: a clinic's whole waiting room may share it.
    "esia-starts-per-address": Limit(300, timedelta(minutes=15)),
}
# Where the fonts of papers lie. They are whole: those of the pages are cut into pieces for browsers.
KARTOTEKA_PAPER_FONTS = [
    PROJECT_DIR / "node_modules" / "@expo-google-fonts" / family / style
    for family in ("golos-text", "noto-sans")
    for style in ("400Regular", "600SemiBold", "700Bold")
]
# Whether relatives known to the medical system are offered after a sign-in (F-05, R28).
KARTOTEKA_OFFERS_KIN = os.environ.get("KARTOTEKA_OFFERS_KIN", "1") == "1"
# Pages beside the Portal's own: the beginning of their addresses, and the module of their routes.
KARTOTEKA_EXTRA_URLS: dict[str, str] = {}
# How long a page takes that must not tell by its time who has an account; longer than the work on it.
KARTOTEKA_EQUAL_ANSWERS_TAKE = timedelta(milliseconds=60)
# Blocks that the start page shows below its own, by dotted names of functions that return ready markup.
KARTOTEKA_START_PAGE_BLOCKS: list[str] = []
# Commands that `kartoteka run` calls after the migrations, and once the Portal is healthy.
KARTOTEKA_BEFORE_SERVING: list[str] = []
KARTOTEKA_WHEN_HEALTHY: list[str] = []
# Further programs that `kartoteka run` starts, by dotted names of functions: see kartoteka.operations.companions.
KARTOTEKA_RUN_ALONGSIDE = ["kartoteka.operations.event_server.companion"]
# Where the server of events listens; 0: on any free port.
KARTOTEKA_EVENTS_LISTEN = int(os.environ.get("KARTOTEKA_EVENTS_LISTEN", "0"))
# The port on which browsers reach it, where no front server brings it and the pages together; 0: that of the pages.
KARTOTEKA_EVENTS_PORT = 0

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "kartoteka.ui.logs.LineFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.server": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},
        # Its warnings quote addresses, and ESIA's hold identifiers of people.
        "urllib3": {"level": "ERROR"},
        # Tells the identifiers of people's passkeys.
        "fido2": {"level": "WARNING"},
    },
}
