import base64

import pytest

from zocdoc_sync.encryption.sealing import SealBroken, seal, sealed_with, unseal

OLD, NEW = b"o" * 32, b"n" * 32
PLACE = "zocdoc_sync_participant.first_name|1|7"


@pytest.fixture(autouse=True)
def _keys(settings):
    settings.ENCRYPTION_KEYS = [OLD]


def spoiled(sealed, position):
    """Flip one bit of the stored bytes."""
    version, name, box = sealed.split(":")
    raw = bytearray(base64.b64decode(box))
    raw[position] ^= 1
    return f"{version}:{name}:{base64.b64encode(raw).decode()}"


@pytest.mark.parametrize("plain", ["Ada", "", "0", "Ünïcode 🌍", "x" * 100_000])
def test_what_is_sealed_is_opened_in_its_place(plain):
    assert unseal(seal(plain, PLACE), PLACE) == plain


def test_two_seals_of_one_text_are_different():
    assert seal("Ada", PLACE) != seal("Ada", PLACE)


def test_a_seal_does_not_hold_the_text():
    sealed = seal("Featherstone", PLACE)
    assert "Featherstone" not in sealed
    assert b"Featherstone" not in base64.b64decode(sealed.split(":")[2])


@pytest.mark.parametrize(
    "place", ["zocdoc_sync_participant.last_name|1|7", "zocdoc_sync_participant.first_name|1|8", ""]
)
def test_a_seal_that_was_moved_to_another_row_or_column_is_not_opened(place):
    with pytest.raises(SealBroken, match="altered or belongs to another row"):
        unseal(seal("Ada", PLACE), place)


@pytest.mark.parametrize("position", [0, 12, -1])
def test_a_seal_that_was_altered_is_not_opened(position):
    with pytest.raises(SealBroken, match="altered"):
        unseal(spoiled(seal("Ada", PLACE), position), PLACE)


@pytest.mark.parametrize("box", ["", "AAAA", "not base64!", "AAAAAAAAAAAAAAAAAAAA"])
def test_a_seal_that_was_cut_is_not_opened(box):
    version, name, _ = seal("Ada", PLACE).split(":")
    with pytest.raises(SealBroken, match="altered"):
        unseal(f"{version}:{name}:{box}", PLACE)


@pytest.mark.parametrize("stored", ["", "Ada", "e1:Ada"])
def test_what_was_stored_readably_is_noticed(stored):
    with pytest.raises(SealBroken, match="should be encrypted is not"):
        unseal(stored, PLACE)


def test_a_seal_of_another_version_is_not_opened():
    with pytest.raises(SealBroken):
        unseal(seal("Ada", PLACE).replace("e1:", "e2:", 1), PLACE)


def test_an_older_key_opens_and_the_newest_seals(settings):
    old = seal("Ada", PLACE)
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    assert unseal(old, PLACE) == "Ada"
    assert sealed_with(seal("Ada", PLACE)) != sealed_with(old)
    settings.ENCRYPTION_KEYS = [NEW]
    assert sealed_with(seal("Ada", PLACE)) != sealed_with(old)


def test_a_missing_key_is_named_and_the_text_is_not_told(settings):
    sealed = seal("Featherstone", PLACE)
    settings.ENCRYPTION_KEYS = [NEW]
    with pytest.raises(SealBroken) as broken:
        unseal(sealed, PLACE)
    assert str(broken.value) == (
        f"The key {sealed_with(sealed)} that sealed zocdoc_sync_participant.first_name is not among ENCRYPTION_KEYS."
    )


def test_the_name_of_a_key_does_not_give_it_away():
    name = sealed_with(seal("Ada", PLACE))
    assert len(name) == 8
    assert name not in OLD.hex()
