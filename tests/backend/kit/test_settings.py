"""The environment: exactly the declared names are read, and what is wrong is said by name."""

import pytest
from film_studio.kit.settings import ApiSettings, MigrationSettings

from contracts import environment
from runtime.settings import SettingsError

VALUES = {
    "STAGE": "test",
    "AWS_REGION": "eu-central-1",
    "BIND_HOST": "127.0.0.1",
    "PORT": "8000",
    "DATABASE_URL": "postgresql://film_studio_app@db.example.org:5432/film_studio",
    "DATABASE_SYSTEM_URL": "postgresql://film_studio_system@db.example.org:5432/film_studio",
    "DATABASE_AUTH": "iam",
    "ASSETS_BUCKET": "assets",
    "JOB_QUEUE_URL": "https://sqs.example.org/jobs",
    "VIDEO_QUEUE_URL": "https://sqs.example.org/video",
    "VOICE_QUEUE_URL": "https://sqs.example.org/voice",
    "EVENTS_QUEUE_URL": "https://sqs.example.org/events",
    "CORS_ORIGINS": "https://studio.example.org, http://127.0.0.1:3000",
    "SESSION_KEY_SECRET_ARN": "arn:aws:secretsmanager:eu-central-1:123456789012:secret:session-key",
    "FORWARDED_HOPS": "2",
    "VIDEO_RENDERER": "animatic",
    "VOICE_RENDERER": "formant",
    "SCORE_RENDERER": "score",
}


@pytest.fixture(autouse=True)
def variables(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in (*environment.API, *environment.MIGRATION):
        monkeypatch.delenv(name, raising=False)
    for name, value in VALUES.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_each_process_reads_exactly_the_names_that_its_contract_declares() -> None:
    assert ApiSettings.variable_names() == frozenset(environment.API)
    assert MigrationSettings.variable_names() == frozenset(environment.MIGRATION)


def test_settings_are_read_from_the_environment() -> None:
    settings = ApiSettings.from_environment()
    assert settings.port == 8000
    assert settings.cors_origins == ("https://studio.example.org", "http://127.0.0.1:3000")
    assert settings.download_base_url is None


def test_what_work_costs_is_read_by_queue(variables: pytest.MonkeyPatch) -> None:
    variables.setenv("WORK_USD_HOUR", "jobs=0, voice=0.0395,")
    assert ApiSettings.from_environment().work_usd_hour == {"jobs": 0, "voice": 0.0395}
    variables.setenv("WORK_USD_HOUR", "")
    assert ApiSettings.from_environment().work_usd_hour is None


@pytest.mark.parametrize("prices", ["0.04", "jobs=-1", "jobs=nan", "jobs=much", "moon=1"])
def test_what_is_no_price_of_work_is_refused_by_its_variable(variables: pytest.MonkeyPatch, prices: str) -> None:
    variables.setenv("WORK_USD_HOUR", prices)
    with pytest.raises(SettingsError, match="environment variable WORK_USD_HOUR"):
        ApiSettings.from_environment()


@pytest.mark.parametrize("name", sorted(name for name, variable in environment.API.items() if variable.required))
def test_a_missing_variable_is_named_with_its_purpose(variables: pytest.MonkeyPatch, name: str) -> None:
    variables.delenv(name)
    with pytest.raises(SettingsError) as raised:
        ApiSettings.from_environment()
    assert str(raised.value) == f"environment variable {name}: is not set. {environment.API[name].purpose}"


def test_every_missing_variable_is_named_at_once(variables: pytest.MonkeyPatch) -> None:
    variables.delenv("SESSION_KEY_SECRET_ARN")
    with pytest.raises(SettingsError) as raised:
        MigrationSettings.from_environment()
    for name in ("DATABASE_OWNER_URL", "PGPASSWORD", "API_KEY_SECRET_ARN", "SESSION_KEY_SECRET_ARN"):
        assert f"environment variable {name}: is not set" in str(raised.value)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("DATABASE_URL", "mysql://db/film_studio", "postgresql://"),
        ("DATABASE_AUTH", "none", "iam"),
        ("PORT", "70000", "65535"),
        ("CORS_ORIGINS", "*", "not an origin"),
        ("CORS_ORIGINS", "https://studio.example.org/path", "not an origin"),
    ],
)
def test_a_wrong_value_is_refused_by_name(variables: pytest.MonkeyPatch, name: str, value: str, words: str) -> None:
    variables.setenv(name, value)
    with pytest.raises(SettingsError) as raised:
        ApiSettings.from_environment()
    assert f"environment variable {name}:" in str(raised.value)
    assert words in str(raised.value)


def test_settings_of_signed_downloads_come_together_or_not_at_all(variables: pytest.MonkeyPatch) -> None:
    variables.setenv("DOWNLOAD_BASE_URL", "https://d111.example.org")
    with pytest.raises(SettingsError, match="set all three"):
        ApiSettings.from_environment()


def test_a_password_in_a_wrong_environment_is_not_repeated(variables: pytest.MonkeyPatch) -> None:
    variables.setenv("DATABASE_URL", "mysql://user:hunter2@db/film_studio")
    variables.setenv("PGPASSWORD", "hunter2")
    with pytest.raises(SettingsError) as raised:
        ApiSettings.from_environment()
    assert "hunter2" not in str(raised.value)
