"""Django's settings, told from the one Settings of crossfield."""

from __future__ import annotations

import ipaddress
import os
import secrets
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from crossfield import __version__
from crossfield.config import Settings, load_settings, workspace_folder
from crossfield.errors import ConfigError


def is_loopback(host: str) -> bool:
    """Tell whether only this computer can reach an address.

    Examples
    --------
    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0"), is_loopback("bench.example.org")
    (True, True, False, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def database(settings: Settings) -> dict[str, Any]:
    """Django's entry for the database.

    Raises
    ------
    ConfigError
        The setting is no address of a PostgreSQL database.

    Examples
    --------
    >>> entry = database(Settings(database="postgresql://ann:p%40ss@db:5433/bench"))
    >>> entry["NAME"], entry["USER"], entry["PASSWORD"], entry["HOST"], entry["PORT"]
    ('bench', 'ann', 'p@ss', 'db', '5433')
    """
    if not settings.database:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": workspace_folder(settings) / "workspace.sqlite3",
            # Readers do not wait for the writer (WAL), and who reads in order to write holds the lock from the start.
            # What is deleted is overwritten, so that an erased person stands nowhere in the file.
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;",
            },
        }
    parts = urlsplit(settings.database)
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in {"postgres", "postgresql"} or not name:
        message = f"The setting 'database' begins with {parts.scheme or 'nothing'!r}; expected postgresql://…/name."
        raise ConfigError(message, "Write postgresql://user:password@server:port/name, or leave it empty for SQLite.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": 60,
    }


def names_answered(settings: Settings) -> list[str]:
    """Host names the workbench answers to: what any other name asks is refused (DNS rebinding).

    Examples
    --------
    >>> names_answered(Settings(host="10.0.0.5")), names_answered(Settings(host="0.0.0.0", hosts="bench.example.org"))
    (['10.0.0.5'], ['bench.example.org'])
    """
    if is_loopback(settings.host):
        return ["localhost", "127.0.0.1", "[::1]"]
    return [name.strip() for name in settings.hosts.split(",") if name.strip()] or [settings.host]


def mail_server(settings: Settings) -> dict[str, Any]:
    """Django's settings for mail; without a server, mail is printed in the terminal.

    Raises
    ------
    ConfigError
        The setting is no address of a mail server.

    Examples
    --------
    >>> kept = mail_server(Settings(mail="smtp://ann:p%40ss@mail.example.org"))
    >>> kept["EMAIL_HOST"], kept["EMAIL_PORT"], kept["EMAIL_HOST_PASSWORD"], kept["EMAIL_USE_TLS"]
    ('mail.example.org', 587, 'p@ss', True)
    """
    sender = {"DEFAULT_FROM_EMAIL": settings.mail_from, "SERVER_EMAIL": settings.mail_from}
    if not settings.mail:
        return sender | {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    parts = urlsplit(settings.mail)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        message = (
            f"The setting 'mail' begins with {parts.scheme or 'nothing'!r}; expected smtp:// or smtps:// and a server."
        )
        raise ConfigError(message, "Write smtp://user:password@server:587, or leave it empty to print mail.")
    return sender | {
        "EMAIL_BACKEND": "crossfield.web.accounts.actions.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        # A server on this computer is reached without a network that somebody could listen to.
        "EMAIL_USE_TLS": parts.scheme == "smtp" and not is_loopback(parts.hostname),
        "EMAIL_TIMEOUT": 20,
    }


def site_address(settings: Settings) -> str:
    """Where people reach the workbench, for links in mail that no request sends.

    Examples
    --------
    >>> site_address(Settings(address="https://bench.example.org/")), site_address(Settings(host="10.0.0.5"))
    ('https://bench.example.org', 'http://10.0.0.5')
    """
    scheme = "https" if settings.proxy else "http"
    return settings.address.rstrip("/") or f"{scheme}://{names_answered(settings)[0]}"


def openid_providers(settings: Settings) -> list[dict[str, Any]]:
    """The OpenID Connect providers of institutions, from the file that the setting ``openid`` names.

    Each is a table ``[[provider]]`` with ``id`` (part of its address), ``name`` (on the button), ``institution`` (its
    name in the workbench), ``server`` (what stands before ``/.well-known/openid-configuration``), ``client_id`` and
    ``secret``.

    Raises
    ------
    ConfigError
        The file cannot be read, or a provider lacks one of these.

    Examples
    --------
    >>> openid_providers(Settings())
    []
    """
    if not settings.openid:
        return []
    needed = ("id", "name", "institution", "server", "client_id", "secret")
    try:
        found = tomllib.loads(Path(settings.openid).read_text(encoding="utf-8")).get("provider", [])
        lacking = [name for one in found for name in needed if not one.get(name)]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, AttributeError, TypeError) as error:
        message = f"The file of the setting 'openid' cannot be used: {error}."
        raise ConfigError(message, "Name a TOML file with tables [[provider]].") from error
    if lacking:
        message = f"A provider in {settings.openid} lacks {', '.join(lacking)}."
        raise ConfigError(message, f"Each has {', '.join(needed)}.")
    return [
        {
            "provider_id": one["id"],
            "name": one["name"],
            "client_id": one["client_id"],
            "secret": one["secret"],
            "settings": {"server_url": one["server"], "institution": one["institution"], "oauth_pkce_enabled": True},
        }
        for one in found
    ]


def secret_key(folder: Path) -> str:
    """The key that signs sessions; where none is kept yet, one that ends with the process."""
    try:
        return (folder / "secret_key").read_text(encoding="ascii").strip()
    except OSError:
        return secrets.token_urlsafe(50)


CROSSFIELD = load_settings()
WORKSPACE = workspace_folder(CROSSFIELD)
DESK = is_loopback(CROSSFIELD.host)
"""True: one local user, signed in without a password, because only this computer can reach the workbench."""
DEMO = CROSSFIELD.demo == "yes"
"""True: accounts of the demonstration sign in, and every page says what they are."""

SECRET_KEY = secret_key(WORKSPACE)
DEBUG = False
ALLOWED_HOSTS = names_answered(CROSSFIELD)
SITE = site_address(CROSSFIELD)
"""Where links in mail lead; `crossfield up` adds its port where no address is set."""
DATABASES = {"default": database(CROSSFIELD)}
# Tries to sign in are counted here: in the database, so that all processes count together and a restart forgets none.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_counts",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = WORKSPACE / "documents"
MEDIA_URL = ""  # documents have no address of their own: a page checks who may read them

INSTALLED_APPS = [
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "crossfield.web.accounts",
    "crossfield.web.registry",
    "crossfield.web.evidence",
    "crossfield.web.desk",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
]
MIDDLEWARE = [
    "crossfield.web.accounts.middleware.refuse_foreign_hosts",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "crossfield.web.accounts.middleware.sign_in_at_desk",
    "crossfield.web.accounts.middleware.keep_forms",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "crossfield.web.evidence.middleware.AnswerErrors",
]
ROOT_URLCONF = "crossfield.web.urls"
WSGI_APPLICATION = "crossfield.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "crossfield.web.desk.queries.frame.page_frame",
            ],
        },
    }
]

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["crossfield.web.accounts.adapters.OpenAccounts"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "account_login"

# Accounts come by invitation or command, so that every address belongs to somebody whom somebody knows: addresses are
# not confirmed a second time, and nobody signs up.
ACCOUNT_ADAPTER = "crossfield.web.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_USER_DISPLAY = str
MFA_ADAPTER = "crossfield.web.accounts.adapters.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "crossfield"
MFA_TOTP_TOLERANCE = 1
# Browsers make passkeys over https, and without it for the name localhost alone, which is for trying out.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = ALLOWED_HOSTS == ["localhost"]
SOCIALACCOUNT_ADAPTER = "crossfield.web.accounts.adapters.ProviderAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": openid_providers(CROSSFIELD)}}
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = "openid"
SOCIALACCOUNT_STORE_TOKENS = False
globals().update(mail_server(CROSSFIELD))

LANGUAGE_CODE = "en"
LANGUAGES = [("de", _("German")), ("en", _("English"))]
LOCALE_PATHS = [Path(__file__).parent / "locale"]
LANGUAGE_COOKIE_NAME = "crossfield_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Europe/Berlin"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# Only what signs in, remembers the region, and keeps forms from being sent by other sites.
SESSION_COOKIE_NAME = "crossfield_session"
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "crossfield_csrf"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "crossfield.web.desk.pages.failure.foreign_form"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = bool(CROSSFIELD.proxy)  # behind a proxy that speaks https
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

STATIC_URL = "/static/"
ASSETS = Path(os.environ.get("CROSSFIELD_ASSETS") or WORKSPACE / "assets" / __version__)
"""What is bundled, hashed and compressed once at set-up."""
STATIC_ROOT = ASSETS / "static"
STATICFILES_DIRS = [Path(__file__).parent / "static", ASSETS / "bundle"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 60
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]  # to disk, whatever the size
FILE_UPLOAD_TEMP_DIR = WORKSPACE / "incoming"
LOADS_APART = True
"""Loads run in a process of their own; False: they wait until somebody calls the worker (tests)."""
# `crossfield up` makes the bundle and the folder of incoming files after these settings are read.
SILENCED_SYSTEM_CHECKS = ["staticfiles.W004", "files.E001"]
FORMAT_MODULE_PATH: list[str] = []
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {
        "django": {"handlers": ["console"], "level": "ERROR"},
        "django.security": {"handlers": ["console"], "level": "ERROR"},
        "waitress.queue": {"level": "ERROR"},  # a request that waits a moment is no news
    },
}
