"""The point card: written by a point, accepted once by the coordinator, for that point alone."""

from pathlib import Path

import pytest
from sqlalchemy import text

from models.vocabulary import Role
from services import cards, strict_json
from services.cards import CardError, accept_card, look_at_card, write_card
from services.files import FileRefusedError
from services.merging.decide import held_packages
from services.merging.receive import receive
from services.point_keys import revoke_key
from services.profiles import create
from services.self_signed import text_of
from services.workspace import Workspace, WrongRoleError
from tests.support import Sender, canonical, clock, document, dump, month_of, on


@pytest.fixture
def office(tmp_path: Path) -> Workspace:
    """A coordination that accepted nobody yet."""
    return create(tmp_path / "coordinacion", Role.COORDINATION, "", None, clock)


def card_file(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "punto.tarjeta"
    path.write_bytes(data)
    return path


def test_the_coordinator_reads_the_same_fingerprint_as_the_point(
    point: Workspace, office: Workspace, tmp_path: Path
) -> None:
    told = write_card(point, tmp_path / "inem.tarjeta")
    card = accept_card(office, tmp_path / "inem.tarjeta")
    assert (card.point, card.point_name, card.is_new) == ("inem", "Iném", True)
    assert card.fingerprint == told
    assert len(told.replace(" ", "")) == 20
    office.close()


def test_a_card_is_always_the_same_bytes_and_holds_no_secret(point: Workspace, tmp_path: Path) -> None:
    write_card(point, tmp_path / "uno")
    write_card(point, tmp_path / "dos")
    assert (tmp_path / "uno").read_bytes() == (tmp_path / "dos").read_bytes()
    with point.store.read() as session:
        secret = session.scalars(text("SELECT private_key FROM signing_key")).one()
    assert text_of(secret).encode() not in (tmp_path / "uno").read_bytes()


def test_a_card_accepted_twice_changes_nothing_more(office: Workspace, tmp_path: Path) -> None:
    path = card_file(tmp_path, Sender("inem").card())
    accept_card(office, path)
    before = dump(office.store)
    assert not accept_card(office, path).is_new
    assert dump(office.store) == before
    office.close()


def test_a_point_may_have_several_keys(office: Workspace, tmp_path: Path) -> None:
    for seed in ("", "otro computador"):
        accept_card(office, card_file(tmp_path, Sender("inem", seed).card()))
    assert [row[1] for row in dump(office.store)["point_key"]] == ["inem", "inem"]
    office.close()


@pytest.mark.parametrize("epochs", [(2, 9), (9, 2)])
def test_the_highest_epoch_of_the_accepted_cards_is_approved(
    office: Workspace, tmp_path: Path, epochs: tuple[int, int]
) -> None:
    for name, epoch in zip(("uno", "otro"), epochs, strict=True):
        accept_card(office, card_file(tmp_path, Sender("inem", name).card(epoch=epoch)))
    assert dump(office.store)["approved_epoch"] == [("inem", 9)]
    office.close()


def test_looking_at_a_card_trusts_nobody(point: Workspace, office: Workspace, tmp_path: Path) -> None:
    told = write_card(point, tmp_path / "inem.tarjeta")
    before = dump(office.store)
    seen = look_at_card(office, tmp_path / "inem.tarjeta")
    assert (seen.point, seen.point_name, seen.fingerprint) == ("inem", "Iném", told)
    assert (seen.is_new, seen.other_keys, seen.new_epoch) == (True, (), None)
    assert dump(office.store) == before
    office.close()


def test_a_card_that_is_looked_at_says_what_is_known_of_its_point(office: Workspace, tmp_path: Path) -> None:
    accept_card(office, card_file(tmp_path, Sender("inem").card()))
    again = look_at_card(office, card_file(tmp_path, Sender("inem").card()))
    assert (again.is_new, again.other_keys, again.new_epoch) == (False, (), None)
    other = look_at_card(office, card_file(tmp_path, Sender("inem", "otro computador").card(epoch=4)))
    assert (other.is_new, other.other_keys, other.new_epoch) == (True, (Sender("inem").kid,), 4)
    office.close()


def test_only_the_card_that_was_compared_is_trusted(office: Workspace, tmp_path: Path) -> None:
    path = card_file(tmp_path, Sender("inem").card())
    seen = look_at_card(office, path)
    path.write_bytes(Sender("inem", "de otro").card())
    before = dump(office.store)
    with pytest.raises(CardError, match="no es la que se comparó"):
        accept_card(office, path, seen.fingerprint)
    assert dump(office.store) == before
    path.write_bytes(Sender("inem").card())
    assert accept_card(office, path, seen.fingerprint).is_new
    office.close()


@pytest.mark.parametrize("card_first", [True, False])
def test_a_card_and_the_packages_of_its_epoch_may_come_in_any_order(
    coordination: Workspace, tmp_path: Path, *, card_first: bool
) -> None:
    sender = Sender("inem")
    months = tmp_path / "meses"
    months.mkdir()
    for month in ("2021-01", "2021-02"):
        (months / f"{month}.bpd").write_bytes(sender.package(month, epoca=2))
    card = card_file(tmp_path, sender.card(epoch=2))
    if card_first:
        accept_card(coordination, card)
    receive(coordination, [months])
    assert len(held_packages(coordination)) == (0 if card_first else 2)
    accept_card(coordination, card)
    assert held_packages(coordination) == ()
    assert sum(row[-1] == "inem" for row in dump(coordination.store)["received_attendance"]) == 2


def test_only_points_write_cards_and_only_the_coordinator_accepts_them(
    point: Workspace, office: Workspace, tmp_path: Path
) -> None:
    with pytest.raises(WrongRoleError):
        write_card(office, tmp_path / "x")
    for only_there in (accept_card, look_at_card):
        with pytest.raises(WrongRoleError):
            only_there(point, card_file(tmp_path, Sender("inem").card()))
    office.close()


def spoilt_cards() -> dict[str, bytes]:
    sender, other = Sender("inem"), Sender("la-joya")
    good = {"clave": text_of(sender.public), "epoca": 1, "esquema": 1, "punto": "inem"}

    def card(**changes: object) -> bytes:
        return sender.sign(canonical(good | changes), cards.KIND)

    return {
        "empty": b"",
        "text": b"hola",
        "zip": b"PK\x03\x04" + bytes(100),
        "cut": card()[:-1],
        "appended": card() + b"\n",
        "another signature": card()[:-86] + other.sign(canonical(good), cards.KIND)[-86:],
        "another key inside": card(clave=text_of(other.public)),
        "unknown point": card(punto="centro"),
        "newer": card(esquema=2),
        "no epoch": card(epoca=0),
        "text for epoch": card(epoca="1"),
        "more fields": card(nota="x"),
        "short key": card(clave="AAAA"),
        "no key at all": card(clave="*" * 43),
        "a key of other letters": card(clave="ñ" * 43),
        "a key with loose bits": card(clave=text_of(sender.public)[:-1] + "B"),
        "a package": sender.package(),
        "a package's type": sender.sign(canonical(good)),
        "a month as a card": sender.sign(canonical(document(month_of("inem"))), cards.KIND),
        "spaces": sender.sign(canonical(good) + b" ", cards.KIND),
    }


@pytest.mark.parametrize("name", spoilt_cards())
def test_a_spoilt_card_is_refused_and_changes_nothing(name: str, office: Workspace, tmp_path: Path) -> None:
    before = dump(office.store)
    path = card_file(tmp_path, spoilt_cards()[name])
    with pytest.raises(CardError) as refusal:
        accept_card(office, path)
    assert "\n" not in str(refusal.value)
    with pytest.raises(CardError) as looking:
        look_at_card(office, path)
    assert str(looking.value) == str(refusal.value)
    assert dump(office.store) == before
    office.close()


def test_every_flipped_bit_of_a_card_is_refused(office: Workspace, tmp_path: Path) -> None:
    good = Sender("inem").card()
    before = dump(office.store)
    for bit in range(0, len(good) * 8, 3):
        data = bytearray(good)
        data[bit // 8] ^= 1 << bit % 8
        with pytest.raises(CardError):
            accept_card(office, card_file(tmp_path, bytes(data)))
    assert dump(office.store) == before
    office.close()


@pytest.mark.parametrize("size", [cards.SIZE_LIMIT + 1, 10 * cards.SIZE_LIMIT])
def test_an_oversized_card_is_refused_before_it_is_looked_at(office: Workspace, tmp_path: Path, size: int) -> None:
    with pytest.raises(FileRefusedError, match="64 KiB"):
        accept_card(office, card_file(tmp_path, b"x" * size))
    office.close()


def test_a_key_that_was_revoked_is_not_accepted_again(office: Workspace, tmp_path: Path) -> None:
    path = card_file(tmp_path, Sender("inem").card())
    accept_card(office, path)
    revoke_key(office, Sender("inem").kid, "Se perdió el computador")
    before = dump(office.store)
    for action in (accept_card, look_at_card):
        with pytest.raises(CardError, match=r"revocada.*por error"):
            action(office, path)
    assert dump(office.store) == before
    office.close()


def test_a_key_serves_one_point_only(office: Workspace, tmp_path: Path) -> None:
    sender = Sender("inem")
    accept_card(office, card_file(tmp_path, sender.card()))
    before = dump(office.store)
    payload = cards.CardPayload(cards.SCHEMA, "la-joya", 1, text_of(sender.public))
    with pytest.raises(CardError, match="Iném"):
        accept_card(office, card_file(tmp_path, sender.sign(strict_json.encode(payload), cards.KIND)))
    assert dump(office.store) == before
    office.close()


def test_the_arrival_of_a_key_is_kept(office: Workspace, tmp_path: Path) -> None:
    accept_card(office, card_file(tmp_path, Sender("inem").card()))
    with office.store.read() as session:
        assert session.scalars(text("SELECT accepted_at FROM point_key")).one() == "2021-04-12T14:30:00.000+00:00"
    assert on("2021-04-12")() == clock()
    office.close()
