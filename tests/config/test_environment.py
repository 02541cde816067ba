"""What the environment says, and what it must not leave half said."""

import os
import stat
import threading
from concurrent.futures import ThreadPoolExecutor

import environ
import pytest
from django.core.mail import mailers

from config.environment import PROVIDERS, SQLITE_OPTIONS, Environment, HalfConfigured

pytestmark = pytest.mark.once
NO_MAIL = {"SITE_URL": "https://run.example.org", "SECRET_KEY": "k" * 60}
SMTP = NO_MAIL | {"SMTP_HOST": "mail.example.org", "MAIL_FROM": "hello@example.org"}
PROVIDER = NO_MAIL | {"MAIL_PROVIDER": "brevo", "MAIL_API_KEY": "secret", "MAIL_FROM": "hello@example.org"}
SITE = SMTP


@pytest.fixture
def read(tmp_path, monkeypatch):
    """The environment with these variables and no others: ``read(DEBUG="1")``."""

    def make(variables=(), *, testing=False, **more):
        monkeypatch.setattr(os, "environ", {"DATA_DIR": str(tmp_path / "var")} | dict(variables) | more)
        monkeypatch.setattr(environ.Env, "ENVIRON", os.environ)
        return Environment(environ.Env(), base=tmp_path, testing=testing)

    return make


@pytest.fixture
def refusal(read):
    """The sentences with which these variables are refused."""

    def sentences(variables=(), **more):
        with pytest.raises(HalfConfigured) as refused:
            read(variables, **more)
        return str(refused.value).splitlines()

    return sentences


def without(variables, *names):
    return {name: value for name, value in variables.items() if name not in names}


# ---- What is refused ----


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        (
            without(SITE, "SECRET_KEY"),
            "SECRET_KEY is missing: set it to a long random text and keep it secret.",
        ),
        (SITE | {"SECRET_KEY": "k" * 31}, "SECRET_KEY is too short: use at least 32 random characters."),
        (NO_MAIL, "Nobody would get a code: set SMTP_HOST, or MAIL_PROVIDER and MAIL_API_KEY."),
        (
            SITE | {"ALLOWED_HOSTS": "*.example.org"},
            "ALLOWED_HOSTS must name the hosts, without *: links in mail are built from one of them.",
        ),
        (SITE | {"SMTP_TLS": "maybe"}, "SMTP_TLS must be true or false."),
        ({"DEBUG": "perhaps"}, "DEBUG must be true or false."),
        (SITE | {"SITE_URL": "https://run.example.org/"}, "SITE_URL must not end with a slash."),
        *[
            (
                SITE | {"SITE_URL": url},
                "SITE_URL must be https:// and a host name, nothing more: https://run.example.org",
            )
            for url in (
                "run.example.org",
                "https://run.example.org/app",
                "https://a@b",
                "ftp://x",
                "https://x?y",
            )
        ],
        (without(SMTP, "MAIL_FROM"), "MAIL_FROM is missing: give the address that mail is sent from."),
        (
            without(SMTP, "SITE_URL"),
            "SITE_URL is missing: links in mail need the address people open, with https://.",
        ),
        (SMTP | {"SMTP_USER": "u"}, "SMTP_USER and SMTP_PASSWORD belong together: set both, or neither."),
        (SMTP | {"SMTP_PASSWORD": "p"}, "SMTP_USER and SMTP_PASSWORD belong together: set both, or neither."),
        (SMTP | {"SMTP_PORT": "five"}, "SMTP_PORT must be a whole number."),
        (SMTP | PROVIDER, "MAIL_PROVIDER and SMTP_HOST are both set: keep one."),
        (without(PROVIDER, "MAIL_API_KEY"), "MAIL_API_KEY is missing: the mail provider gives you one."),
        (
            PROVIDER | {"MAIL_PROVIDER": "pigeon"},
            f"MAIL_PROVIDER must be one of {', '.join(PROVIDERS)}; all others work through SMTP_HOST.",
        ),
        ({"SMTP_USER": "u"}, "SMTP_USER is set but SMTP_HOST is not: set it too, or remove SMTP_USER."),
        (
            {"SMTP_PASSWORD": "p"},
            "SMTP_PASSWORD is set but SMTP_HOST is not: set it too, or remove SMTP_PASSWORD.",
        ),
        (
            {"MAIL_API_KEY": "k"},
            "MAIL_API_KEY is set but MAIL_PROVIDER is not: set it too, or remove MAIL_API_KEY.",
        ),
        (
            {"DATABASE_URL": "mysql://localhost/x"},
            "DATABASE_URL must start with postgresql:// (or be absent for SQLite).",
        ),
        (
            {"CACHE_URL": "memcached://localhost"},
            "CACHE_URL must start with redis:// or rediss:// (or be absent for the database cache).",
        ),
        ({"TRUSTED_PROXIES": "all"}, "TRUSTED_PROXIES must be a whole number."),
        (
            {"RUNNERS_PER_SPOTTER": "4"},
            "RUNNERS_PER_SPOTTER must be 1, 2 or 3, or absent: then our convention decides alone.",
        ),
        ({"MINIMUM_AGE_YEARS": "-1"}, "MINIMUM_AGE_YEARS must be a whole number."),
        ({"PORT": "٨٠"}, "PORT must be a whole number."),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL must be one of DEBUG, INFO, WARNING, ERROR, CRITICAL."),
        (
            SITE | {"MAP_TILES": "https://tile.example.org/{z}/{x}/{y}.png"},
            "MAP_ATTRIBUTION is missing: whoever draws the map asks to be named on it.",
        ),
        *(
            (
                SITE | {"MAP_TILES": tiles, "MAP_ATTRIBUTION": "© Somebody"},
                "MAP_TILES must be https:// with {z}, {x} and {y}: https://tile.example.org/{z}/{x}/{y}.png",
            )
            for tiles in ("http://a.org/{z}/{x}/{y}", "https://a.org/{z}/{x}", "https://a b/{z}/{x}/{y}")
        ),
        (
            SITE | {"MAP_ATTRIBUTION": "© Somebody"},
            "MAP_ATTRIBUTION is set but MAP_TILES is not: set it too, or remove MAP_ATTRIBUTION.",
        ),
    ],
)
def test_a_half_made_configuration_is_refused_in_a_sentence(refusal, variables, sentence):
    assert refusal(variables) == [sentence]


def test_every_fault_has_its_sentence(refusal):
    assert len(refusal(SMTP_HOST="mail", SMTP_USER="u", SITE_URL="x", DATABASE_URL="y", PORT="z")) == 6


def test_a_data_folder_that_cannot_be_made_is_refused(refusal, tmp_path):
    (tmp_path / "file").write_text("")
    assert refusal(DATA_DIR=str(tmp_path / "file" / "var")) == [
        "DATA_DIR cannot be made: name a folder that this user may write to."
    ]


def test_a_data_folder_that_cannot_be_written_is_refused(refusal, monkeypatch):
    """Asked of the system, as the administrator, who runs many tests, may write everywhere."""
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert refusal() == ["DATA_DIR cannot be written: name a folder that this user may write to."]


@pytest.mark.parametrize(
    "variables", [{}, SITE, SMTP, PROVIDER, SMTP | {"SMTP_USER": "u", "SMTP_PASSWORD": "p"}, {"DEBUG": "1"}]
)
def test_a_whole_configuration_is_taken(read, variables):
    read(variables)


@pytest.mark.parametrize("kind", [{"DEBUG": "1"}, {"BACKSTRIDE_DEMO": "1"}])
def test_on_ones_own_machine_no_secret_is_asked_for(read, kind):
    environment = read(kind, SITE_URL="http://localhost:9000")
    assert not environment.is_public
    assert environment.serves_sources


def test_what_is_set_to_nothing_is_absent(read):
    names = ("SECRET_KEY", "DATABASE_URL", "CACHE_URL", "SMTP_HOST", "SMTP_PORT", "MAIL_PROVIDER", "SITE_URL")
    environment = read(dict.fromkeys([*names, "LOG_LEVEL", "MAIL_FROM", "PORT"], ""))
    assert environment.site_url == "http://localhost:8000"
    assert environment.database["ENGINE"] == "django.db.backends.sqlite3"
    assert environment.logging["root"]["level"] == "INFO"


# ---- The secret ----


def test_a_given_secret_is_used_and_not_kept(read):
    environment = read(SITE)
    assert environment.secret_key == "k" * 60
    assert list(environment.data_dir.iterdir()) == []


def test_without_one_a_random_secret_is_kept_for_its_owner_alone(read):
    first, second = read(), read()
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 50
    [kept] = first.data_dir.iterdir()
    assert (kept.name, stat.S_IMODE(kept.stat().st_mode)) == ("secret_key", 0o600)


def test_two_data_folders_have_two_secrets(read, tmp_path):
    secrets = {read(DATA_DIR=str(tmp_path / name)).secret_key for name in "ab"}
    assert len(secrets) == 2


def test_processes_that_start_together_agree_on_one_secret(read, monkeypatch):
    environments = [read() for _ in range(8)]
    numbers = iter(range(10_000, 10_100))
    monkeypatch.setattr(os, "getpid", lambda: next(numbers))
    start = threading.Barrier(len(environments))

    def ask(environment):
        start.wait(timeout=30)
        return environment.secret_key

    with ThreadPoolExecutor(len(environments)) as pool:
        secrets = set(pool.map(ask, environments))
    assert len(secrets) == 1
    assert [path.name for path in environments[0].data_dir.iterdir()] == ["secret_key"]


# ---- Where the site is ----


@pytest.mark.parametrize(
    ("url", "host", "https"),
    [
        ("https://run.example.org", "run.example.org", True),
        ("HTTPS://Run.Example.org:8443", "run.example.org", True),
        ("https://[2001:db8::1]:8443", "[2001:db8::1]", True),
        ("http://localhost:8123", "localhost", False),
    ],
)
def test_the_address_gives_host_and_scheme(read, url, host, https):
    environment = read(SITE, SITE_URL=url)
    assert environment.site_url == url
    assert environment.allowed_hosts == ([host] if https else [host, "localhost", "127.0.0.1"])
    assert environment.https is https


def test_more_hosts_may_be_allowed(read):
    hosts = read(SITE, ALLOWED_HOSTS="www.run.example.org,web").allowed_hosts
    assert hosts == ["run.example.org", "www.run.example.org", "web"]


def test_another_port_is_another_address(read):
    assert read(PORT="8123").site_url == "http://localhost:8123"


# ---- Database and cache ----


def test_sqlite_in_the_data_folder_is_the_default(read):
    environment = read()
    assert environment.database == {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": environment.data_dir / "backstride.sqlite3",
        "OPTIONS": SQLITE_OPTIONS,
    }
    assert environment.data_dir.is_dir()


def test_another_sqlite_file_gets_the_same_options(read):
    database = read(DATABASE_URL="sqlite:////srv/b.sqlite3").database
    assert (database["NAME"], database["OPTIONS"]) == ("/srv/b.sqlite3", SQLITE_OPTIONS)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_postgresql_is_pooled_and_checked(read, scheme):
    database = read(DATABASE_URL=f"{scheme}://runner:p%40ss@db:5433/backstride").database
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db", 5433, "backstride")
    assert (database["USER"], database["PASSWORD"]) == ("runner", "p@ss")
    assert (database["CONN_MAX_AGE"], database["CONN_HEALTH_CHECKS"]) == (0, True)
    assert database["OPTIONS"]["pool"]["max_size"] == 8


def test_tests_have_no_pool(read):
    assert "pool" not in read(testing=True, DATABASE_URL="postgres:///x").database.get("OPTIONS", {})


@pytest.mark.parametrize("url", ["redis://valkey:6379/0", "rediss://cache:6380", "unix:///run/valkey.sock"])
def test_the_cache_is_the_database_or_redis(read, url):
    assert read().cache["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"
    assert read().cache["OPTIONS"]["MAX_ENTRIES"] >= 10_000
    cache = read(CACHE_URL=url).cache
    assert cache == {"BACKEND": "config.cache.RedisCache", "LOCATION": url}
    assert read().sessions == "django.contrib.sessions.backends.db"
    assert read(CACHE_URL=url).sessions == "django.contrib.sessions.backends.cached_db"


# ---- Mail ----


def backend(environment):
    return environment.mailer["BACKEND"].removesuffix(".EmailBackend").rpartition(".")[2]


@pytest.mark.parametrize(
    ("variables", "testing", "expected"),
    [
        ({}, False, "console"),
        (SMTP, False, "smtp"),
        (PROVIDER, False, "brevo"),
        (SMTP, True, "locmem"),
        (SMTP | {"BACKSTRIDE_DEMO": "1"}, False, "smtp"),
    ],
)
def test_mail_goes_where_the_environment_says(read, variables, testing, expected):
    assert backend(read(variables, testing=testing)) == expected


def test_the_demo_keeps_its_mail_in_a_folder(read):
    environment = read(BACKSTRIDE_DEMO="1")
    folder = environment.mailer["OPTIONS"]["folder"]
    assert environment.mailer["BACKEND"] == "config.mail.FolderBackend"
    assert os.path.isdir(folder)
    assert folder == str(environment.data_dir / "mail")


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, {"port": 587, "use_tls": True, "use_ssl": False}),
        ({"SMTP_PORT": "465"}, {"port": 465, "use_tls": False, "use_ssl": True}),
        ({"SMTP_PORT": "25", "SMTP_TLS": "false"}, {"port": 25, "use_tls": False, "use_ssl": False}),
        ({"SMTP_TLS": ""}, {"port": 587, "use_tls": True, "use_ssl": False}),
        ({"SMTP_USER": "u", "SMTP_PASSWORD": "p"}, {"username": "u", "password": "p"}),
    ],
)
def test_mail_is_encrypted_unless_that_is_switched_off(read, variables, expected):
    options = read(SMTP | variables).mailer["OPTIONS"]
    assert options["host"] == "mail.example.org"
    assert expected.items() <= options.items()


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_provider_takes_its_key(read, settings, provider):
    settings.MAILERS = {"default": read(PROVIDER | {"MAIL_PROVIDER": provider}).mailer}
    assert mailers["default"].esp_name.lower().replace(" ", "") == provider


def test_the_sender_is_the_one_that_was_given(read):
    assert read(SMTP).from_email == "hello@example.org"
    assert read().from_email.endswith("<hello@localhost>")


# ---- Logs ----


@pytest.mark.parametrize(
    ("variables", "formatter"),
    [({}, "json"), (SITE, "json"), ({"BACKSTRIDE_DEMO": "1"}, "json"), ({"DEBUG": "1"}, "plain")],
)
def test_logs_are_json_where_others_are_served(read, variables, formatter):
    assert read(variables).logging["handlers"]["console"]["formatter"] == formatter


def test_the_level_of_logs_can_be_set(read):
    assert read(LOG_LEVEL="WARNING").logging["root"]["level"] == "WARNING"


# ---- The map ----


@pytest.mark.parametrize(
    ("tiles", "origin"),
    [
        ("", ""),
        ("https://tile.example.org/{z}/{x}/{y}.png", "https://tile.example.org"),
        ("https://{s}.tile.example.org:8443/{z}/{x}/{y}@2x.png?key=k", "https://*.tile.example.org:8443"),
    ],
)
def test_the_policy_knows_where_pictures_of_the_map_come_from(read, tiles, origin):
    named = {"MAP_ATTRIBUTION": "© Somebody"} if tiles else {}
    assert read(SITE | {"MAP_TILES": tiles} | named).map_tiles_origin == origin
