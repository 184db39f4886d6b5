"""All settings, read from the environment; the defaults suit one small server and a first look."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

import django_stubs_ext

# Lets Django's generic classes be written with their types (ModelAdmin[User]); nothing else.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("OCOP_VAR_DIR", BASE_DIR / "var"))


def flag(name: str, default: bool) -> bool:
    """Read a yes/no setting; anything but 1, true, yes, on counts as no."""
    return os.environ.get(name, str(int(default))).lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str) -> list[str]:
    """Read a comma-separated setting."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def database(url: str) -> dict[str, Any]:
    """Turn `sqlite:///path` or `postgres://user:password@host:port/name` into Django's form.

    SQLite runs in WAL mode with IMMEDIATE transactions: readers never wait, and a writer learns at once that it must.
    """
    parsed = urlparse(url)
    if parsed.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": parsed.path[1:] if parsed.path != "/:memory:" else ":memory:",
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
            },
        }
    if parsed.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parsed.path[1:],
            "USER": unquote(parsed.username or ""),
            "PASSWORD": unquote(parsed.password or ""),
            "HOST": parsed.hostname or "",
            "PORT": str(parsed.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            # Statements asked often are prepared once per connection; pgbouncer before 1.21 (transactions) cannot.
            "OPTIONS": {"server_side_binding": True, "prepare_threshold": 3} if flag("OCOP_PG_PREPARE", True) else {},
        }
    raise ValueError(f"DATABASE_URL: unknown engine {parsed.scheme!r}; use sqlite:/// or postgres://")


DEBUG = flag("OCOP_DEBUG", False)
# A demonstration shows accounts of every role at sign-in; real installations switch it off.
DEMO = flag("OCOP_DEMO", True)
SECRET_KEY = os.environ.get("OCOP_SECRET_KEY", "")
if not SECRET_KEY:
    _key_file = VAR_DIR / "secret_key"
    if not _key_file.exists():
        import secrets

        VAR_DIR.mkdir(parents=True, exist_ok=True)
        _key_file.write_text(secrets.token_urlsafe(50))
        _key_file.chmod(0o600)
    SECRET_KEY = _key_file.read_text().strip()
ALLOWED_HOSTS = words("OCOP_HOSTS", "*" if DEMO else "localhost,127.0.0.1")
CSRF_TRUSTED_ORIGINS = words("OCOP_ORIGINS", "")
# The address printed in QR codes; a setting because labels outlive domains (ecosystem.md (c) 6).
PUBLIC_URL = os.environ.get("OCOP_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
SITE_NAME = os.environ.get("OCOP_SITE_NAME", "OCOP Thái Nguyên")
SITE_OFFICE = os.environ.get("OCOP_SITE_OFFICE", "Văn phòng điều phối Nông thôn mới tỉnh Thái Nguyên")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "ocop.core",
    "ocop.places",
    "ocop.accounts",
    "ocop.rulebooks",
    "ocop.registry",
    "ocop.programme",
    "ocop.dossiers",
    "ocop.councils",
    "ocop.recognition",
    "ocop.support",
    "ocop.intake",
    "ocop.reports",
    "ocop.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "ocop.web.shared.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ocop.web.shared.middleware.ActorMiddleware",
    "ocop.web.shared.middleware.SignInMiddleware",
    "ocop.web.shared.middleware.UploadLimitMiddleware",
    "ocop.web.shared.middleware.ReadOnlyGetMiddleware",
    "ocop.web.shared.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "ocop/web/templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ocop.web.shared.context.house",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "ocop.web.shared.templatetags.ocop"],
        },
    }
]
COTTON_DIR = "parts"
COTTON_SNAKE_CASED_NAMES = False
# A part sees what it is given and what every page knows, never the variables around it.
COTTON_ISOLATE_BY_DEFAULT = True

DATABASES = {"default": database(os.environ.get("DATABASE_URL") or f"sqlite:///{VAR_DIR}/ocop.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES: dict[str, dict[str, Any]] = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Drawn heads and feet of public pages: always beside the process, a round trip would cost more than drawing them.
CACHES["frames"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "frames"}
if os.environ.get("REDIS_URL"):
    CACHES["default"] = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": os.environ["REDIS_URL"],
    }
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/dang-nhap/"
LOGIN_REDIRECT_URL = "/lam-viec/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "ocop.web.shared.signin.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
# Nobody signs up through allauth (AccountAdapter); the stars only tell it that both names serve to sign in.
ACCOUNT_SIGNUP_FIELDS = ["email*", "phone*", "password1*"]
ACCOUNT_FORMS = {"change_password": "ocop.web.shared.signin.ChangePasswordForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# A session lasts a working day, also when a phone closes its browser.
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_VERIFICATION = "none"
# The phone is a sign-in name handed over by an officer on paper; it needs no SMS (product.md 8).
ACCOUNT_PHONE_VERIFICATION_ENABLED = False
ACCOUNT_PREVENT_ENUMERATION = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
# Passkeys need HTTPS; a first look on 127.0.0.1 does not have it.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = flag("OCOP_HTTPS", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("OCOP_BEHIND_PROXY", False) else None
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "ocop.web.shared.errors.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["ocop.core.formats"]
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_ROOT = VAR_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG

# One file a request; 20 MB holds a 40-page phone scan. Larger scans come in parts (ecosystem: resumable upload, later).
UPLOAD_LIMIT_BYTES = int(os.environ.get("OCOP_UPLOAD_LIMIT_MB", "20")) * 1024 * 1024
# Forms with files one person may send in a minute (L05).
UPLOADS_A_MINUTE = int(os.environ.get("OCOP_UPLOADS_A_MINUTE", "30"))
# Pictures a product may show at a time; pages photographed one by one that become one paper.
PICTURES_OF_PRODUCT = int(os.environ.get("OCOP_PICTURES_OF_PRODUCT", "12"))
PAGES_OF_PAPER = int(os.environ.get("OCOP_PAGES_OF_PAPER", "30"))
# Days that photographed pages nobody touches are kept before they are thrown away.
PAGES_KEPT_DAYS = int(os.environ.get("OCOP_PAGES_KEPT_DAYS", "30"))
# Days before its last valid day on which a paper comes up on the list of things to do, and on which it presses (B04).
PAPER_WARNING_DAYS = int(os.environ.get("OCOP_PAPER_WARNING_DAYS", "60"))
PAPER_URGENT_DAYS = int(os.environ.get("OCOP_PAPER_URGENT_DAYS", "30"))
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FONT_DIR = os.environ.get("OCOP_FONT_DIR", "")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'self'"],
    }
}
EMAIL_BACKEND = os.environ.get("OCOP_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
DEFAULT_FROM_EMAIL = os.environ.get("OCOP_EMAIL_FROM", "ocop@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": os.environ.get("OCOP_LOG_LEVEL", "WARNING")},
}
