"""All settings, read from the environment. docs/configure.md lists the variables.

Without any variable the project runs on SQLite, a database cache, a database task queue and files under
``var/``. ``config/environment.py`` says in words what a half-made configuration lacks.
"""

import sys
from pathlib import Path

import environ
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from config.environment import Environment

BASE_DIR = Path(__file__).resolve().parent.parent
TESTING = "pytest" in sys.modules
env = environ.Env()
environment = Environment(env, base=BASE_DIR, testing=TESTING)

DATA_DIR = environment.data_dir
DEMO = environment.demo
DEBUG = environment.debug
SECRET_KEY = environment.secret_key
SITE_URL = environment.site_url
MAP_TILES = environment.get("MAP_TILES")
MAP_ATTRIBUTION = environment.get("MAP_ATTRIBUTION")
ALLOWED_HOSTS = environment.allowed_hosts
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SHARED_DATA = Path(env("SHARED_DATA", default=str(BASE_DIR.parent / "shared" / "data")))

INSTALLED_APPS = [
    "config",
    "events",
    "community",
    "accounts",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.SecurityHeadersMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "config.kept_pages.KeptPagesMiddleware",
    "config.middleware.BodyLimitMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.ViewerMiddleware",
    "config.middleware.PathMiddleware",
    "config.middleware.SignInFirstMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.middleware.LastUsedMiddleware",
    "config.middleware.SecondFactorMiddleware",
    "config.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "config.context.site",
                "config.context.second_factor",
                "accounts.notifications.context.unread",
                "community.moderation.context.waiting",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "accounts.templatetags.look",
                "community.templatetags.rules",
                "events.templatetags.clock",
            ],
        },
    }
]

DATABASES = {"default": environment.database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": environment.cache}
TASKS = {
    "default": {
        "BACKEND": "django.tasks.backends.immediate.ImmediateBackend"
        if TESTING
        else "django_tasks_db.DatabaseBackend",
        "QUEUES": [],
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.users.backend.ProfileBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"

ACCOUNT_ADAPTER = "accounts.users.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "signup": "accounts.users.forms.SignupForm",
    "add_email": "accounts.users.entrance_forms.AddEmailForm",
    "login": "accounts.users.entrance_forms.LoginForm",
    "request_login_code": "accounts.users.entrance_forms.RequestLoginCodeForm",
    "reset_password": "accounts.users.entrance_forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.users.entrance_forms.ResetPasswordKeyForm",
    "change_password": "accounts.users.entrance_forms.ChangePasswordForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 30 * 60
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_LOGIN_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # a device left open is not enough to change the address
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = SITE_URL.split(":", 1)[0]
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "request_login_code": "20/h/ip,5/h/key",
    "signup": "30/h/ip",
    "reset_password": "20/h/ip,5/h/key",
    "confirm_email": "1/3m/key",
    "rsvp": "30/m/user",
    "upload": "20/h/user",
    "story": "10/h/user",
    "report": "20/d/user",
    "invited": "120/h/ip",
    "invite": "30/h/user",  # letters have a limit of their own, which counts what was sent
    "role": "40/h/user",
    "group": "20/h/user",
    "membership": "20/h/user",  # these tell other people, so nobody does them by the hundred
    "post": "30/h/user",
    "place": "30/d/user",
    "zone": "60/h/user",
    "check": "60/h/user",  # who walks a large park checks one zone after another
    "import": "10/h/user",
    "call_off": "20/h/user",
    "incident": "20/d/user",  # each may close a place, and is told to who looks after the site
    "day": "600/h/user",  # a leader taps two hundred people in, and out again
    "level": "40/h/user",
    "keep": "120/h/user",
    "address": "3/d/user",
    "export": "2/d/user",
    "apart": "60/h/user",
    "message": "30/h/user",
    "calendar": "240/m/ip,60/h/key",  # many people's programs ask from the few addresses of one service
    "calendar_address": "30/h/user",
}
MFA_ADAPTER = "accounts.users.mfa.MFAAdapter"
MFA_FORMS = {
    "authenticate": "accounts.users.entrance_forms.AuthenticateForm",
    "reauthenticate": "accounts.users.entrance_forms.ReauthenticateForm",
    "activate_totp": "accounts.users.entrance_forms.ActivateTOTPForm",
    "add_webauthn": "accounts.users.entrance_forms.AddPasskeyForm",
    "edit_webauthn": "accounts.users.entrance_forms.RenamePasskeyForm",
    "login_webauthn": "accounts.users.entrance_forms.PasskeyLoginForm",
    "authenticate_webauthn": "accounts.users.entrance_forms.PasskeyAuthenticateForm",
    "reauthenticate_webauthn": "accounts.users.entrance_forms.PasskeyReauthenticateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Backstride"
MFA_TOTP_TOLERANCE = 1  # clocks differ; a code is taken once all the same
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = environment.serves_sources and not environment.https
THROWAWAY_DOMAINS = environment.throwaway_domains
RUBRIC_FILE = environment.get("RUBRIC_FILE")  # limits stricter than events/places/rubric.toml
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
MINIMUM_AGE_YEARS = env.int("MINIMUM_AGE_YEARS", default=16)
RUNNERS_PER_SPOTTER = environment.runners_per_spotter  # at most so many, on the whole site
ADULT_AGE_YEARS = 18

LEASE_SECONDS = env.int("LEASE_SECONDS", default=300)  # how long a worker may hold a mail
WORKER_LOST_SECONDS = int(environment.get("WORKER_LOST_SECONDS") or 120)  # one not seen for so long is dead
FAULT_POINT = int(environment.get("FAULT_POINT") or 0)  # see accounts/jobs/faults.py

MAILERS = {"default": environment.mailer}
DEFAULT_FROM_EMAIL = environment.from_email
SERVER_EMAIL = DEFAULT_FROM_EMAIL

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German"))]
FORMAT_MODULE_PATH = "config.formats"
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = env("STATIC_ROOT", default=str(DATA_DIR / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if environment.serves_sources
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = environment.serves_sources
WHITENOISE_AUTOREFRESH = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
LARGEST_UPLOAD = 110 * 1024 * 1024  # four photos of 25 MB and the words around them
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:", *filter(None, [environment.map_tiles_origin])],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "object-src": [CSP.NONE],
    "report-uri": "/csp-report/",
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = environment.https
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^healthz/jobs$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if environment.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = environment.https
SECURE_HSTS_PRELOAD = environment.https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
SESSION_ENGINE = environment.sessions
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = environment.https
SESSION_COOKIE_NAME = "__Host-session" if environment.https else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if environment.https else "csrf"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"

CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

LOGGING = environment.logging

SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # User.email is unique by a constraint on its lower case, which the check does not see
]
