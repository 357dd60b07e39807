"""The settings, and a secret that is too short."""

import pytest

from fixtures_server.settings import Settings


def test_the_secret_has_a_default():
    assert len(Settings.from_environment({}).jwt_secret) >= 32


def test_the_environment_sets_the_secret():
    secret = "0123456789abcdef0123456789abcdef"
    settings = Settings.from_environment({"WSCLI_FIXTURES_JWT_SECRET": secret})
    assert settings.jwt_secret == secret


def test_a_short_secret_is_refused_with_the_name_of_the_variable():
    with pytest.raises(ValueError, match="WSCLI_FIXTURES_JWT_SECRET has 31 bytes"):
        Settings.from_environment({"WSCLI_FIXTURES_JWT_SECRET": "x" * 31})


def test_the_length_counts_in_bytes():
    assert Settings(jwt_secret="é" * 16)


def test_the_secret_is_not_printed():
    assert "secret" not in repr(Settings(jwt_secret="a secret that is long enough, 32"))
