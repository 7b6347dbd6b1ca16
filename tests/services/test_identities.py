from __future__ import annotations

import json
import logging
import os
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from p2psocial.failures import IdentityLockedError, MachineError, RequestError
from p2psocial.protocol.errors import InvalidPhrase
from p2psocial.protocol.identity import SigningKey, to_phrase, verify
from p2psocial.services.identities import Identities
from p2psocial.services.keystore import MODERATE, Keystore, PasswordCost

# The least that libsodium takes, so that the tests are quick.
CHEAP = PasswordCost(rounds=1, memory=8_192)
NOW = 1_700_000_000


def counted_bytes(start: int = 0) -> Callable[[int], bytes]:
    """Bytes that are different at each call and the same in each test."""
    drawn = start

    def draw(count: int) -> bytes:
        nonlocal drawn
        drawn += 1
        return bytes((drawn * 31 + place) % 256 for place in range(count))

    return draw


def made(folder: Path, cost: PasswordCost = CHEAP, start: int = 0) -> Identities:
    random_bytes = counted_bytes(start)
    keystore = Keystore(folder, random_bytes, cost)
    return Identities(keystore, lambda: NOW, random_bytes)


def sign_as(identities: Identities, passphrase: str | None, name: str = "") -> SigningKey:
    return identities.unlock(name, passphrase)[1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "identities"


@pytest.fixture
def identities(folder: Path) -> Identities:
    return made(folder)


def damage(folder: Path, fingerprint: str, content: str) -> None:
    (folder / f"{fingerprint}.json").write_text(content)


def test_there_is_none_until_something_is_signed(identities: Identities, folder: Path) -> None:
    assert identities.listing().identities == ()
    assert not folder.exists()
    key = sign_as(identities, None)
    (only,) = identities.listing().identities
    assert only.public == key.public
    assert identities.listing().current == only.fingerprint
    assert sign_as(identities, None).public == key.public
    assert verify(only.public, b"message", key.sign(b"message"))


def test_the_newest_is_current_until_another_is_chosen(identities: Identities) -> None:
    first, second = identities.create("anna"), identities.create()
    assert (first.nick, second.nick, first.created) == ("anna", "", NOW)
    assert identities.find() == second
    assert identities.use(first.fingerprint[:3]) == first
    assert identities.find() == first
    assert identities.find("#" + second.fingerprint.upper()) == second
    assert sign_as(identities, None, second.fingerprint).public == second.public


@pytest.mark.parametrize("name", ["zzzzzzzz1", "../current", " ", "#"])
def test_a_name_that_fits_none_is_refused(identities: Identities, name: str) -> None:
    identities.create()
    with pytest.raises(RequestError, match="no identity begins with"):
        identities.find(name)


def test_a_beginning_that_fits_several_is_refused(folder: Path) -> None:
    identities = made(folder)
    letters: set[str] = set()
    while True:
        letter = identities.create().fingerprint[0]
        if letter in letters:
            break
        letters.add(letter)
    with pytest.raises(RequestError, match="more than one identity begins with"):
        identities.find(letter)


@pytest.mark.skipif(os.name != "posix", reason="permissions as POSIX has them")
def test_only_the_owner_may_read_anything(identities: Identities, folder: Path) -> None:
    old = os.umask(0)
    try:
        identities.create()
        identities.protect("passphrase")
    finally:
        os.umask(old)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for path in folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_phrase_restores_the_same_identity_on_another_machine(
    identities: Identities, tmp_path: Path
) -> None:
    here = identities.create("anna")
    phrase = identities.phrase(None)
    elsewhere = made(tmp_path / "elsewhere", start=100)
    elsewhere.create()
    there, is_new = elsewhere.restore(f"  {phrase.upper()}\n", "anna")
    assert is_new
    assert there.public == here.public
    assert elsewhere.find() == there
    assert elsewhere.restore(phrase, "other nick") == (there, False)
    assert len(elsewhere.listing().identities) == 2


def test_words_that_are_no_phrase_are_refused(identities: Identities) -> None:
    with pytest.raises(InvalidPhrase, match="24 words, these are 2"):
        identities.restore("two words")
    assert identities.listing().identities == ()


def test_a_passphrase_is_needed_to_sign_and_not_to_read(identities: Identities) -> None:
    identity = identities.create("anna")
    secret = identities.phrase(None)
    assert identities.protect("correct horse").protected
    assert identities.find().protected
    with pytest.raises(IdentityLockedError, match="is protected by a passphrase"):
        sign_as(identities, None)
    with pytest.raises(IdentityLockedError, match="not the passphrase"):
        sign_as(identities, "wrong horse")
    assert sign_as(identities, "correct horse").public == identity.public
    assert identities.phrase("correct horse") == secret
    assert identities.set_nick("änna").nick == "änna"
    assert sign_as(identities, "correct horse").public == identity.public
    with pytest.raises(IdentityLockedError):
        identities.unprotect(None)
    assert not identities.unprotect("correct horse").protected
    assert identities.phrase(None) == secret
    assert identities.find().nick == "änna"


def test_a_passphrase_is_the_same_however_it_was_typed(identities: Identities) -> None:
    identity = identities.create()
    identities.protect("ä composed")
    assert sign_as(identities, "a\u0308 composed").public == identity.public


def test_protecting_twice_or_with_nothing_is_refused(identities: Identities) -> None:
    with pytest.raises(RequestError, match="no identity yet"):
        identities.protect("x")
    identities.create()
    with pytest.raises(RequestError, match="no passphrase"):
        identities.unprotect("x")
    with pytest.raises(RequestError, match="empty"):
        identities.protect("")
    identities.protect("x")
    with pytest.raises(RequestError, match="protected already"):
        identities.protect("y")


def test_the_real_cost_is_argon2id_moderate(folder: Path) -> None:
    identities = made(folder, MODERATE)
    identity = identities.create()
    identities.protect("x")
    stored = json.loads((folder / f"{identity.fingerprint}.json").read_text())["protected"]
    assert (stored["rounds"], stored["memory"]) == (3, 256 << 20)
    assert sign_as(made(folder), "x").public == identity.public


def test_no_secret_shows_anywhere(
    identities: Identities, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    identity = identities.create("anna")
    secret = json.loads((folder / f"{identity.fingerprint}.json").read_text())["secret"]
    keystore = Keystore(folder, counted_bytes(), CHEAP)
    key = sign_as(identities, None)
    shown = [repr(identity), repr(identities), repr(keystore), repr(key), str(key)]
    shown += [repr(identities.listing()), repr(vars(identities)), repr(vars(keystore))]
    content = json.loads((folder / f"{identity.fingerprint}.json").read_text())
    for broken in ({"secret": secret + "0"}, {"secret": secret[:-2] + "zz"}, {"public": "00" * 32}):
        damage(folder, identity.fingerprint, json.dumps(content | broken))
        with pytest.raises(MachineError) as failed:
            sign_as(identities, None)
        error: BaseException | None = failed.value
        while error:
            shown += [repr(error), str(error)]
            error = error.__cause__
    shown.append(caplog.text)
    for text in shown:
        assert secret[:16] not in text
        assert repr(bytes.fromhex(secret))[2:-1][:8] not in text


def test_what_a_protected_file_holds_is_not_the_secret(
    identities: Identities, folder: Path
) -> None:
    identity = identities.create()
    file = folder / f"{identity.fingerprint}.json"
    secret = json.loads(file.read_text())["secret"]
    identities.protect("passphrase")
    text = file.read_text()
    assert secret not in text
    assert "passphrase" not in text
    assert sorted(path.name for path in folder.iterdir()) == ["current", file.name]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "not json",
        "[]",
        "7",
        "null",
        "{}",
        "[" * 100_000,
        '{"version": 2}',
        '{"version": 1, "public": "00", "nick": "", "created": 1, "secret": "00"}',
    ],
)
def test_a_damaged_file_is_named_and_the_others_still_work(
    identities: Identities, folder: Path, content: str
) -> None:
    whole, broken = identities.create(), identities.create()
    damage(folder, broken.fingerprint, content)
    listing = identities.listing()
    assert listing.identities == (whole,)
    assert len(listing.damaged) == 1
    assert f"{broken.fingerprint}.json" in listing.damaged[0]
    with pytest.raises(MachineError):
        sign_as(identities, None)
    assert sign_as(identities, None, whole.fingerprint).public == whole.public
    assert identities.use(whole.fingerprint) == whole
    assert sign_as(identities, None).public == whole.public


@pytest.mark.parametrize(
    "change", [{"rounds": 10**9}, {"memory": 1 << 40}, {"salt": "00"}, {"box": 1}, {"memory": None}]
)
def test_a_file_cannot_demand_more_than_we_ever_write(
    identities: Identities, folder: Path, change: dict[str, object]
) -> None:
    identity = identities.create()
    identities.protect("x")
    file = folder / f"{identity.fingerprint}.json"
    document = json.loads(file.read_text())
    document["protected"] |= change
    file.write_text(json.dumps(document))
    with pytest.raises(MachineError, match="is damaged"):
        sign_as(identities, "x")


def test_a_file_under_another_name_is_damaged(identities: Identities, folder: Path) -> None:
    identity = identities.create()
    (folder / f"{identity.fingerprint}.json").rename(folder / "aaaaaaaa.json")
    with pytest.raises(MachineError, match="damaged"):
        identities.find("aaaaaaaa")


def test_the_words_mend_a_damaged_file(identities: Identities, folder: Path) -> None:
    identity = identities.create("anna")
    phrase = identities.phrase(None)
    damage(folder, identity.fingerprint, "damaged")
    assert identities.restore(phrase, "anna") == (identity, True)
    assert sign_as(identities, None).public == identity.public


def test_a_damaged_choice_hides_nothing(identities: Identities, folder: Path) -> None:
    first, second = identities.create(), identities.create()
    (folder / "current").write_bytes(b"\xff\xfe")
    listing = identities.listing()
    assert set(listing.identities) == {first, second}
    assert listing.current == ""
    with pytest.raises(MachineError, match="current is damaged"):
        identities.find()
    assert identities.use(first.fingerprint) == first


def test_a_choice_that_cannot_be_read_is_not_called_damaged(
    identities: Identities, folder: Path
) -> None:
    identities.create()
    (folder / "current").unlink()
    (folder / "current").mkdir()
    with pytest.raises(MachineError, match="current: there is a folder where a file should be"):
        identities.find()


def test_whose_file_is_gone_does_not_become_another_without_a_word(
    identities: Identities, folder: Path
) -> None:
    phrase = identities.phrase(None, identities.create("anna").fingerprint)
    (identity,) = identities.listing().identities
    (folder / f"{identity.fingerprint}.json").unlink()
    with pytest.raises(RequestError, match=f"your identity #{identity.fingerprint} is not here"):
        sign_as(identities, None)
    assert f"#{identity.fingerprint} is not here" in identities.listing().damaged[0]
    assert identities.is_nobody()
    assert identities.restore(phrase, "anna") == (identity, True)
    assert sign_as(identities, None).public == identity.public


def test_with_several_and_no_choice_nothing_is_signed_by_chance(
    identities: Identities, folder: Path
) -> None:
    identities.create()
    identities.create()
    (folder / "current").unlink()
    with pytest.raises(RequestError, match="no identity is chosen"):
        sign_as(identities, None)


def test_a_single_one_needs_no_choice(identities: Identities, folder: Path) -> None:
    only = identities.create()
    (folder / "current").unlink()
    assert identities.find() == only
    assert identities.listing().current == only.fingerprint


@pytest.mark.parametrize("nick", ["x" * 33, "a\nb", " a", "\u2028", "\ud800"])
def test_a_nick_that_no_item_may_have_is_refused(identities: Identities, nick: str) -> None:
    with pytest.raises(RequestError, match="a nick is one line"):
        identities.create(nick)
    assert identities.listing().identities == ()
    identities.create()
    with pytest.raises(RequestError, match="a nick is one line"):
        identities.set_nick(nick)


def test_what_two_programs_do_at_once_is_seen_by_both(folder: Path) -> None:
    random_bytes = counted_bytes()
    one, other = (
        Identities(Keystore(folder, random_bytes, CHEAP), lambda: NOW, random_bytes)
        for _ in range(2)
    )
    identity = one.create()
    assert other.find() == identity
    other.protect("x")
    with pytest.raises(IdentityLockedError):
        sign_as(one, None)


def test_a_folder_that_cannot_be_made_is_a_failure_of_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(MachineError, match="there is a file where a folder should be"):
        made(tmp_path / "file" / "identities").create()


def test_the_secret_of_the_phrase_is_the_signing_key(identities: Identities, folder: Path) -> None:
    identity = identities.create()
    secret = json.loads((folder / f"{identity.fingerprint}.json").read_text())["secret"]
    assert SigningKey(bytes.fromhex(secret)).public == identity.public
    assert identities.phrase(None) == to_phrase(bytes.fromhex(secret))


def test_identities_can_be_used_from_several_threads_at_once(tmp_path: Path) -> None:
    identities = Identities(Keystore(tmp_path, os.urandom, CHEAP), lambda: 5, os.urandom)
    name = identities.create("anna").fingerprint

    def work(number: int) -> str:
        identities.set_nick(f"anna {number}", name)
        if number % 4 == 0:
            identities.create(f"other {number}")
        assert identities.find(name).fingerprint == name
        assert identities.listing().damaged == ()
        return identities.phrase(None, name)

    with ThreadPoolExecutor(8) as threads:
        phrases = set(threads.map(work, range(40)))
    assert len(phrases) == 1
    assert len(identities.listing().identities) == 11
