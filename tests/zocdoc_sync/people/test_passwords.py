from importlib import import_module

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "x" * 5 + " plain words only",
        "slotdesk under a purple maple",
        "ü" * 15,
        "abcdefgh ij" * 60,
    ],
)
def test_long_passwords_of_any_characters_are_taken(password):
    validate_password(password, User(username="dana"))


@pytest.mark.parametrize(
    "password",
    [
        "short of fifteen"[:14],
        "slotdesk-demo-clinic",
        "Zocdoc-Password-2026",
        "ADMINadminADMINadmin",
        "passwordpassword!!!!",
        "dana.reyes-dana.reyes",
    ],
)
def test_short_expected_and_personal_passwords_are_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password, User(username="dana.reyes-dana.reyes"))


def test_passwords_are_hashed_with_argon2id():
    # The suite itself hashes quickly: what counts is what the settings say.
    hashers = import_module("config.settings").PASSWORD_HASHERS
    made = [import_string(name)().encode("a long enough password", "saltsaltsalt") for name in hashers]
    assert [one[:16] for one in made] == ["argon2$argon2id$"]
