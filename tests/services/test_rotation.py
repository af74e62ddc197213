"""A point renews its key: old files stay as they were, new ones carry the new key, and the coordination follows."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from models.signing import SigningKey
from models.vocabulary import Role, UserRole
from services import audit
from services.cards import CardError, Replaced, accept_card, look_at_card, write_card
from services.files import FileRefusedError
from services.fingerprints import words
from services.keys import WrongPassphraseError, key_id
from services.merging.outcome import Verdict
from services.merging.receive import receive
from services.months import close_month, export_month, reopen_month
from services.periods import Month
from services.point_keys import known_points
from services.profiles import create
from services.receipts import import_receipt, write_receipts
from services.rotation import RotationError, SignedClosing, rotate_key, spoken_closings, without_receipt
from services.workspace import NotAllowedError, Workspace, WrongRoleError
from tests.support import attend, cheap_passphrases, clock, dump

JANUARY, FEBRUARY = Month(2021, 1), Month(2021, 2)
WHY = "Se perdió una memoria con un respaldo"


def signing(point: Workspace) -> SigningKey:
    with point.store.read() as session:
        return session.scalars(select(SigningKey).where(SigningKey.retired_at.is_(None))).one()


def close(point: Workspace, day: str, quantity: int = 1) -> Month:
    attend(point, day, quantity)
    month = Month.parse(day[:7])
    close_month(point, month)
    return month


def verdict(office: Workspace, file: Path) -> tuple[Verdict, str]:
    (outcome,) = receive(office, [file])
    return outcome.verdict, outcome.reason


@pytest.fixture
def trusted(point: Workspace, coordination: Workspace, tmp_path: Path) -> str:
    """The name of the point's first key, which the coordination trusts."""
    write_card(point, tmp_path / "tarjeta")
    accept_card(coordination, tmp_path / "tarjeta")
    return signing(point).kid


def test_the_card_that_is_written_is_that_of_the_new_key(point: Workspace, tmp_path: Path) -> None:
    old = signing(point)
    renewed = rotate_key(point, None, WHY, tmp_path / "nueva")
    assert signing(point).kid != old.kid
    assert write_card(point, tmp_path / "otra vez") == renewed.fingerprint
    assert (tmp_path / "nueva").read_bytes() == (tmp_path / "otra vez").read_bytes()
    with point.store.read() as session:
        retired = session.get_one(SigningKey, old.kid)
        assert retired.retired_at is not None
        assert old.private_key != retired.private_key == bytes(32), "nobody signs with it again"


def test_the_trail_tells_which_key_took_the_place_of_which_and_why(point: Workspace, tmp_path: Path) -> None:
    old = signing(point).kid
    rotate_key(point, None, f"  {WHY} ", tmp_path / "nueva")
    (line,) = audit.lines(point)
    assert (line.action, line.subject, line.reason) == ("renovar firma del punto", "inem", WHY)
    assert (line.before, line.after) == (f'{{"firma":"{old}"}}', f'{{"firma":"{signing(point).kid}"}}')


def test_a_card_that_could_not_be_moved_says_that_the_key_was_renewed(
    point: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = signing(point).kid

    def refuse(_self: Path, _target: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", refuse)
        with pytest.raises(FileRefusedError, match="La firma se renovó, pero falta su tarjeta"):
            rotate_key(point, None, WHY, tmp_path / "nueva")
    assert signing(point).kid != old
    assert write_card(point, tmp_path / "nueva")


def test_a_month_closed_before_is_exported_with_the_same_bytes(point: Workspace, tmp_path: Path) -> None:
    month = close(point, "2021-01-05")
    before = export_month(point, month, tmp_path / "antes").read_bytes()
    rotate_key(point, None, WHY, tmp_path / "nueva")
    assert export_month(point, month, tmp_path / "después").read_bytes() == before


def test_it_says_which_closed_months_have_no_receipt(
    point: Workspace, coordination: Workspace, trusted: str, tmp_path: Path
) -> None:
    receive(coordination, [export_month(point, close(point, "2021-01-05"), tmp_path)])
    (path,) = write_receipts(coordination, tmp_path).paths
    import_receipt(point, path)
    close(point, "2021-02-05")
    reopen_month(point, FEBRUARY, "Faltaba un día")
    close(point, "2021-02-06")
    close(point, "2021-03-05")
    reopen_month(point, Month(2021, 3), "Faltaba un día")
    renewed = rotate_key(point, None, WHY, tmp_path / "nueva")
    assert renewed.without_receipt == (SignedClosing(FEBRUARY, 1, 2),)
    assert "febrero de 2021 (época 1, revisión 2)" in spoken_closings(renewed)
    assert spoken_closings(replace(renewed, without_receipt=())) == ""


def test_the_coordination_follows_a_renewed_key_and_lets_the_old_one_end(
    point: Workspace, coordination: Workspace, trusted: str, tmp_path: Path
) -> None:
    """The old key still vouches for a month that was closed with it and came late."""
    late = export_month(point, close(point, "2021-01-05"), tmp_path)
    rotate_key(point, None, WHY, tmp_path / "nueva")
    fresh = export_month(point, close(point, "2021-02-05"), tmp_path)
    told, reason = verdict(coordination, fresh)
    assert (told, "pida la tarjeta" in reason) == (Verdict.REJECTED, True)
    seen = look_at_card(coordination, tmp_path / "nueva")
    assert trusted in seen.other_keys
    accept_card(
        coordination,
        tmp_path / "nueva",
        " ".join(words(seen.fingerprint)),
        Replaced(trusted, "El punto renovó su clave", {"2021-01": (1, 1)}),
    )
    (known,) = [each for each in known_points(coordination) if each.code == "inem"]
    assert {
        key.kid: (key.is_revoked, key.limits) for key in known.keys if key.kid in (trusted, signing(point).kid)
    } == {
        trusted: (True, {"2021-01": (1, 1)}),
        signing(point).kid: (False, {}),
    }
    assert verdict(coordination, fresh)[0] is Verdict.NEW
    assert verdict(coordination, late)[0] is Verdict.NEW


def test_a_card_takes_the_place_of_another_key_of_its_own_point_only(
    point: Workspace, coordination: Workspace, trusted: str, senders: Any, tmp_path: Path
) -> None:
    rotate_key(point, None, WHY, tmp_path / "nueva")
    before = dump(coordination.store)
    for kid in (senders["la-joya"].kid, "ninguna", signing(point).kid):
        with pytest.raises(CardError, match="no es otra de Iném"):
            accept_card(coordination, tmp_path / "nueva", None, Replaced(kid, "x", {}))
    with pytest.raises(CardError, match="no es la que se comparó"):
        accept_card(coordination, tmp_path / "nueva", "otras palabras", Replaced(trusted, "x", {}))
    assert dump(coordination.store) == before


@pytest.mark.parametrize("reason", ["", " \u00a0", "x" * 501])
def test_no_key_is_renewed_without_a_reason(point: Workspace, tmp_path: Path, reason: str) -> None:
    before = dump(point.store)
    with pytest.raises(RotationError, match="motivo"):
        rotate_key(point, None, reason, tmp_path / "nueva")
    assert dump(point.store) == before
    assert not (tmp_path / "nueva").exists()


def test_a_card_that_cannot_be_written_leaves_the_key_as_it_was(point: Workspace, tmp_path: Path) -> None:
    before = dump(point.store)
    with pytest.raises(FileRefusedError):
        rotate_key(point, None, WHY, tmp_path)
    assert dump(point.store) == before


def test_no_card_of_a_key_that_nobody_has_stays_behind(
    point: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sqlalchemy.orm.Session.commit", lambda _session: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        rotate_key(point, None, WHY, tmp_path / "nueva")
    assert not (tmp_path / "nueva").exists()


def test_only_who_administers_the_point_renews_its_key(
    point: Workspace, coordination: Workspace, tmp_path: Path
) -> None:
    before = dump(point.store)
    with pytest.raises(NotAllowedError):
        rotate_key(replace(point, user_role=UserRole.ASSISTANT), None, WHY, tmp_path / "nueva")
    with pytest.raises(WrongRoleError):
        rotate_key(coordination, None, WHY, tmp_path / "nueva")
    assert dump(point.store) == before


def test_a_key_that_was_renewed_twice_leaves_one_that_signs(point: Workspace, tmp_path: Path) -> None:
    for name in ("una", "otra"):
        rotate_key(point, None, WHY, tmp_path / name)
    with point.store.read() as session:
        found = session.scalars(select(SigningKey)).all()
        assert [key.retired_at is None for key in found].count(True) == 1
        assert len(found) == 3
    assert all(key.kid == key_id(key.public_key) for key in found)


def test_renewing_asks_for_the_passphrase_of_who_does_it(tmp_path: Path) -> None:
    with cheap_passphrases():
        point = create(tmp_path / "perfil", Role.POINT, "inem", "la clave de quien administra", clock)
        before = dump(point.store)
        for wrong in (None, "", "la clave de otra persona"):
            with pytest.raises(WrongPassphraseError):
                rotate_key(point, wrong, WHY, tmp_path / "nueva")
        assert dump(point.store) == before
        assert not (tmp_path / "nueva").exists()
        renewed = rotate_key(point, "la clave de quien administra", WHY, tmp_path / "nueva")
    assert write_card(point, tmp_path / "otra vez") == renewed.fingerprint
    point.close()


def test_months_without_receipt_are_told_whenever_they_are_asked_for(point: Workspace, tmp_path: Path) -> None:
    assert without_receipt(point) == ()
    close(point, "2021-01-15")
    rotate_key(point, None, WHY, tmp_path / "nueva")
    assert without_receipt(point) == (SignedClosing(JANUARY, 1, 1),)
