"""Packages that somebody made up, changed or sent again: none may enter the figures.

``python -m tests.torture.forging [PACKAGES] [SEED]``.
"""

import base64
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from models.vocabulary import Role
from services.cards import accept_card
from services.merging.outcome import Verdict
from services.merging.receive import receive
from services.packages.payload import SIZE_LIMIT
from services.point_keys import revoke_key
from services.profiles import create
from tests.support import SITES, Sender, attended, canonical, clock, digest_of, document, dump, month_of

Forge = Callable[["Office", random.Random], bytes]
FREE_TEXTS = {"programa", "catalogo"}
ENTERS = frozenset({Verdict.NEW, Verdict.REPLACES})


class Office:
    """A coordination that holds a quarter of every point, the second revision of each month.

    One point lost a computer: its key is revoked, and believed up to the first revision of January.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workspace = create(folder / "perfil", Role.COORDINATION, "", None, clock)
        self.senders = {site: Sender(site) for site in SITES}
        self.sent: list[bytes] = []
        for sender in self.senders.values():
            (folder / "tarjeta").write_bytes(sender.card())
            accept_card(self.workspace, folder / "tarjeta")
            for month in ("2021-01", "2021-02"):
                first = sender.package(month, atenciones=(attended(f"{month}-05", 1),))
                self.take(first)
                rows = (attended(f"{month}-05", 2),)
                self.take(sender.package(month, 2, atenciones=rows, anterior=digest_of(first)))
        self.lost = Sender(SITES[0], "perdido")
        (folder / "tarjeta").write_bytes(self.lost.card())
        accept_card(self.workspace, folder / "tarjeta")
        revoke_key(self.workspace, self.lost.kid, "Se perdió el computador", {"2021-01": (1, 1)})

    def take(self, package: bytes) -> Verdict:
        """Receive one package as a file."""
        path = self.folder / "llega.bpd"
        path.write_bytes(package)
        (outcome,) = receive(self.workspace, [path])
        self.sent.append(package)
        return outcome.verdict

    def figures(self) -> object:
        """What counts: the day rows, and which package is the state of each month."""
        content = dump(self.workspace.store)
        facts = {table: rows for table, rows in content.items() if table.startswith("received_")}
        return facts, sorted(row[:6] for row in content["package"] if "vigente" in row)


def _any(office: Office, dice: random.Random) -> tuple[Sender, str]:
    return office.senders[dice.choice(SITES)], dice.choice(("2021-01", "2021-02", "2021-03"))


def unknown_key(office: Office, dice: random.Random) -> bytes:
    """Signed with a key that nobody accepted."""
    sender, month = _any(office, dice)
    return Sender(sender.point, f"falsa {dice.random()}").package(month, dice.randint(1, 9))


def other_point(office: Office, dice: random.Random) -> bytes:
    """The month of one point, signed by another."""
    sender, month = _any(office, dice)
    victim = dice.choice([site for site in SITES if site != sender.point])
    return sender.sign(canonical(document(month_of(victim, month, 3))))


def revoked(office: Office, dice: random.Random) -> bytes:
    """Signed with a key that was revoked: in a month without a limit, or beyond it."""
    month, first = dice.choice((("2021-01", 2), ("2021-02", 1), ("2021-03", 1)))
    return office.lost.package(month, dice.randint(first, 9), epoca=dice.choice((1, 1, 2)))


def flipped(office: Office, dice: random.Random) -> bytes:
    """One bit of a good one is another."""
    token = bytearray(dice.choice(office.sent[:32]))
    token[dice.randrange(len(token))] ^= 1 << dice.randrange(8)
    return bytes(token)


def other_body(office: Office, dice: random.Random) -> bytes:
    """The signature of one on the content of another."""
    one, other = dice.sample(office.sent[:32], 2)
    header, _, signature = one.split(b".")
    return b".".join((header, other.split(b".")[1], signature))


def no_algorithm(office: Office, dice: random.Random) -> bytes:
    """A header that asks for no signature, or another kind of it."""
    _, payload, signature = dice.choice(office.sent[:32]).split(b".")
    header = json.dumps({"alg": dice.choice(("none", "HS256", "ES256")), "kid": "x", "typ": "bpd+json"}).encode()
    return b".".join((base64.urlsafe_b64encode(header).rstrip(b"="), payload, dice.choice((b"", signature))))


def replayed(office: Office, dice: random.Random) -> bytes:
    """A good one, sent again."""
    return dice.choice(office.sent[:32])


def rolled_back(office: Office, dice: random.Random) -> bytes:
    """An older revision than the one held, signed with the point's own key."""
    sender = office.senders[dice.choice(SITES)]
    month = dice.choice(("2021-01", "2021-02"))
    return sender.package(month, 1, atenciones=(attended(f"{month}-0{dice.randint(1, 9)}", dice.randint(50, 900)),))


def fast_forward(office: Office, dice: random.Random) -> bytes:
    """A revision far ahead, or of an epoch that nobody approved."""
    sender, month = _any(office, dice)
    if dice.random() < 0.5:
        return sender.package(month, dice.randint(20, 90_000))
    return sender.package(month, dice.randint(1, 5), epoca=dice.randint(2, 90_000))


def spoilt(office: Office, dice: random.Random) -> bytes:
    """Signed well, but no month: totals, days, words, depth, types, sizes, unknown or missing fields."""
    sender, month = _any(office, dice)
    plain = document(month_of(sender.point, month, 3))
    key = dice.choice(sorted(plain.keys() - FREE_TEXTS))
    bad: Any = dice.choice(
        (None, -1, "", "x" * 500, [], {}, 1.5, True, 10**12, [[[[[[[[[[]]]]]]]]]], "2021-13", "\u202e")
    )
    if dice.random() < 0.2:
        plain[f"extra{dice.randint(0, 9)}"] = bad
    elif dice.random() < 0.2:
        del plain[key]
    elif plain[key] == bad:
        plain["totales"] = {}
    else:
        plain[key] = bad
    return sender.sign(canonical(plain))


def oversized(office: Office, dice: random.Random) -> bytes:
    """More than a package may weigh."""
    return dice.choice(office.sent[:32]) + b"A" * SIZE_LIMIT


def no_package(_office: Office, dice: random.Random) -> bytes:
    """Anything."""
    return dice.randbytes(dice.choice((0, 1, 7, 300, 5000)))


FORGERIES: tuple[Forge, ...] = (
    unknown_key,
    other_point,
    revoked,
    flipped,
    other_body,
    no_algorithm,
    replayed,
    rolled_back,
    fast_forward,
    spoilt,
    oversized,
    no_package,
)


def run_forgeries(packages: int, seed: int) -> Counter[tuple[str, str]]:
    """So many forgeries of each kind in turn; returns how many of each got which verdict."""
    dice = random.Random(seed)  # noqa: S311 - forgeries, not secrets
    verdicts: Counter[tuple[str, str]] = Counter()
    with tempfile.TemporaryDirectory(prefix="bitacora-falso-") as scratch:
        office = Office(Path(scratch))
        before = office.figures()
        for number in range(packages):
            forge = FORGERIES[number % len(FORGERIES)]
            forged = forge(office, dice)
            verdict = office.take(forged)
            assert verdict not in ENTERS, (forge.__name__, number)
            assert office.figures() == before, (forge.__name__, number)
            verdicts[forge.__name__, verdict.value] += 1
        office.workspace.close()
    return verdicts


def main() -> None:
    """Run the forgeries of the command line."""
    packages, seed = (
        int(sys.argv[place]) if len(sys.argv) > place else usual for place, usual in ((1, 500), (2, 2021))
    )
    verdicts = run_forgeries(packages, seed)
    sys.stdout.write(f"{packages} forged packages, 0 accepted: {dict(verdicts)}\n")


if __name__ == "__main__":
    main()
