"""What else people do while the program is killed: profiles, backups, cards, keys, reports, certificates, receipts."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.vocabulary import Role, UserRole
from services import jws, keys
from services.backups import SUFFIX
from services.cards import KIND, accept_card
from services.certificates.issue import certify
from services.certificates.printing import print_apart
from services.copies import CopyError, copies_state, protect, set_second_place
from services.keys import WrongPassphraseError
from services.merging.receive import receive
from services.open_data.write import publish
from services.periods import Period
from services.profiles import create, exists, open_profile
from services.receipts import write_receipts
from services.recording import register
from services.report.compile import compile_report
from services.report.save import ReportFormat, save_report
from services.rotation import rotate_key
from services.settings import BACKUP_FOLDER, change_passphrase
from services.users import add_user, print_code
from tests.services.certificates.course import END, Course, make
from tests.support import SITES, Sender, clock, dump, ticking
from tests.torture.scenario import PROFILE, Say, Scenario, entry, opened, quantities

PASSPHRASES = tuple(f"clave de prueba {number}" for number in range(4))
CHEAP = {"memory_cost": 64, "iterations": 1, "lanes": 1}
"""Argon2id for trials by the hundred: what is looked at are the files."""


@contextmanager
def cheap_passphrases() -> Iterator[None]:
    """Passphrases that are quickly tried."""
    usual = dict(keys.ARGON2)
    keys.ARGON2.update(CHEAP)
    try:
        yield
    finally:
        keys.ARGON2.update(usual)


class Creating:
    """The first start of a point."""

    name = "iniciar"

    def build(self, folder: Path) -> None:
        """Nothing yet."""
        (folder / "nada").touch()

    def act(self, folder: Path, say: Say) -> None:
        """Create the profile."""
        if not exists(folder / PROFILE):
            create(folder / PROFILE, Role.POINT, "inem", None, clock).close()
        say("creado")

    def check(self, folder: Path, said: tuple[str, ...]) -> None:
        """A whole profile, or none and then it can be created."""
        assert exists(folder / PROFILE) or not said
        if not exists(folder / PROFILE):
            create(folder / PROFILE, Role.POINT, "inem", None, clock).close()
        with opened(folder) as workspace:
            assert workspace.point == "inem"


class Leaving:
    """The program is left again and again: each time there is a backup, thinned, and a copy in the second place."""

    name = "respaldar al salir"

    def build(self, folder: Path) -> None:
        """A point with a second place for its backups."""
        workspace = create(folder / PROFILE, Role.POINT, "inem", None, clock)
        (folder / "usb").mkdir()
        workspace.close()

    def act(self, folder: Path, say: Say) -> None:
        """Register and leave three times; each leaving says which backup it made."""
        workspace = open_profile(folder / PROFILE, clock=ticking())
        set_second_place(workspace, folder / "usb")
        for quantity in range(len(quantities(workspace)) + 1, 4):
            register(workspace, entry(quantity))
            path = protect(workspace)
            state = copies_state(workspace)
            if path is None or state.segunda_fallo:
                raise CopyError(state.fallo or state.segunda_fallo or "No se pudo respaldar; libere espacio.")
            say(path.name)
        workspace.close()

    def check(self, folder: Path, said: tuple[str, ...]) -> None:
        """The newest backup that was said to be made is in both places, or a newer one; every backup opens."""
        with opened(folder):
            for place in (folder / PROFILE / BACKUP_FOLDER, folder / "usb"):
                newest = max((path.name for path in place.glob(f"[!.]*{SUFFIX}")), default="")
                assert newest >= max(said, default=""), (place.name, said)


class Accepting:
    """The coordination accepts the cards of all points."""

    name = "aceptar tarjetas"

    def build(self, folder: Path) -> None:
        """A coordination and the cards."""
        create(folder / PROFILE, Role.COORDINATION, "", None, clock).close()
        for site in SITES:
            (folder / f"{site}.tarjeta").write_bytes(Sender(site).card())

    def act(self, folder: Path, say: Say) -> None:
        """Accept them one by one."""
        workspace = open_profile(folder / PROFILE, clock=clock)
        for site in SITES:
            accept_card(workspace, folder / f"{site}.tarjeta")
            say(site)
        workspace.close()

    def check(self, folder: Path, said: tuple[str, ...]) -> None:
        """Those that were said are known, each with its epoch, and at most one more."""
        with opened(folder) as workspace:
            content = dump(workspace.store)
        known = {row[1] for row in content["point_key"]}
        assert set(said) <= known
        assert len(known) <= len(set(said)) + 1
        assert known == {row[0] for row in content["approved_epoch"]}


class Rekeying:
    """The passphrase is changed, somebody else is let in, and a recovery code is printed."""

    name = "cambiar claves"

    def build(self, folder: Path) -> None:
        """A point with a passphrase."""
        with cheap_passphrases():
            create(folder / PROFILE, Role.POINT, "inem", PASSPHRASES[0], clock).close()

    def act(self, folder: Path, say: Say) -> None:
        """Change the passphrase twice; between, let an assistant in and print the code."""
        with cheap_passphrases():
            workspace = open_profile(folder / PROFILE, self._current(folder), clock)
            if self._current(folder) == PASSPHRASES[0]:
                change_passphrase(workspace, PASSPHRASES[0], PASSPHRASES[1])
                say(f"clave {PASSPHRASES[1]}")
            if len(dump(workspace.store)["user"]) == 1:
                add_user(workspace, self._current(folder), "Persona Ejemplo Dos", UserRole.ASSISTANT, PASSPHRASES[3])
                say(f"ayuda {PASSPHRASES[3]}")
            say(f"código {print_code(workspace, self._current(folder))}")
            if self._current(folder) == PASSPHRASES[1]:
                change_passphrase(workspace, PASSPHRASES[1], PASSPHRASES[2])
                say(f"clave {PASSPHRASES[2]}")
            workspace.close()

    def check(self, folder: Path, said: tuple[str, ...]) -> None:
        """Exactly one passphrase opens it, the last said or the next; who was let in gets in; the code opens."""
        last = {word: rest for word, _, rest in (line.partition(" ") for line in said)}
        current = self._current(folder)
        at_least = PASSPHRASES.index(last.get("clave", PASSPHRASES[0]))
        assert PASSPHRASES.index(current) in (at_least, at_least + 1), (said, current)
        with opened(folder, current) as workspace:
            users = len(dump(workspace.store)["user"])
        assert users == 2 or "ayuda" not in last
        assert self._opens(folder, PASSPHRASES[3]) == (users == 2)
        if "código" in last:
            assert self._opens(folder, last["código"])

    def _current(self, folder: Path) -> str:
        """The passphrase of the first user: one and only one of them."""
        (current,) = (each for each in PASSPHRASES[:3] if self._opens(folder, each))
        return current

    def _opens(self, folder: Path, secret: str) -> bool:
        try:
            open_profile(folder / PROFILE, secret, clock).close()
        except WrongPassphraseError:
            (folder / PROFILE / "intentos.json").unlink(missing_ok=True)  # This clock stands still: no wait would end.
            return False
        return True


class Rotating:
    """A point renews the key that it signs with."""

    name = "renovar clave de firma"

    def build(self, folder: Path) -> None:
        """A point."""
        create(folder / PROFILE, Role.POINT, "inem", None, clock).close()

    def act(self, folder: Path, say: Say) -> None:
        """Renew it three times."""
        workspace = open_profile(folder / PROFILE, clock=clock)
        for number in range(len(dump(workspace.store)["signing_key"]), 4):
            rotate_key(workspace, None, "prueba", folder / f"{number}.tarjeta")
            (active,) = (row[0] for row in dump(workspace.store)["signing_key"] if row[-1] is None)
            say(active)
        workspace.close()

    def check(self, folder: Path, said: tuple[str, ...]) -> None:
        """One key signs, the last said or one more; every card that is there is of a key that there is."""
        with opened(folder) as workspace:
            rows = dump(workspace.store)["signing_key"]
        known = {row[0] for row in rows}
        assert len([row for row in rows if row[-1] is None]) == 1
        assert set(said) <= known
        assert len(said) + 1 <= len(rows) <= len(said) + 2, (said, len(rows))
        cards = {jws.take_apart(path.read_bytes(), KIND).header.kid for path in folder.glob("[!.]*.tarjeta")}
        assert cards <= known, "the card of a key that is none"


class Reporting:
    """The report of a quarter in its five formats, the open data and the receipts."""

    name = "escribir informes"

    def build(self, folder: Path) -> None:
        """A coordination with three months of a point; the libraries are loaded once, by writing one of each."""
        workspace = create(folder / PROFILE, Role.COORDINATION, "", None, clock)
        sender = Sender("inem")
        (folder / "tarjeta").write_bytes(sender.card())
        accept_card(workspace, folder / "tarjeta")
        (folder / "llegan").mkdir()
        for month in ("2021-01", "2021-02", "2021-03"):
            (folder / "llegan" / f"{month}.bpd").write_bytes(sender.package(month))
        receive(workspace, [folder / "llegan"])
        workspace.close()
        self.act(folder, lambda _: None)
        shutil.rmtree(folder / "salida")

    def act(self, folder: Path, say: Say) -> None:
        """Write each to its file."""
        workspace = open_profile(folder / PROFILE, clock=clock)
        report = compile_report(workspace, Period.parse("2021-T1"))
        for kind in ReportFormat:
            save_report(report, kind, folder / "salida" / f"informe.{kind}")
            say(f"informe.{kind}")
        for name in ("datos.zip", "datos"):
            if not (folder / "salida" / name).exists():
                publish(workspace, Period.parse("2021-T1"), folder / "salida" / name)
            say(name)
        for path in sorted((folder / "salida" / "datos").rglob("*.*")):
            say(path.relative_to(folder / "salida").as_posix())
        for path in write_receipts(workspace, folder / "salida").paths:
            say(path.name)
        workspace.close()

    def check(self, folder: Path, said: tuple[str, ...]) -> None:
        """What was said is there; that all are whole is looked at with the profile."""
        with opened(folder):
            assert all((folder / "salida" / name).exists() for name in said), said


class Certifying:
    """Certificates written apart, one file for each citizen."""

    name = "certificar"

    def build(self, folder: Path) -> None:
        """A course that is over."""
        workspace = create(folder / PROFILE, Role.POINT, "inem", None, clock)
        people = [(f"Persona Ejemplo {word}", 4) for word in ("Uno", "Dos", "Tres", "Cuatro", "Cinco")]
        make(workspace, Course(people=people))
        workspace.close()

    def act(self, folder: Path, say: Say) -> None:
        """Certify everybody and write the files."""
        workspace = open_profile(folder / PROFILE, clock=clock)
        ids = tuple(row[0] for row in dump(workspace.store)["certification"])
        ids = ids or certify(workspace, 1, END).certification_ids
        say(f"certificados {len(ids)}")
        say(f"impresos {print_apart(workspace, ids, folder / 'salida').certificates}")
        workspace.close()

    def check(self, folder: Path, said: tuple[str, ...]) -> None:
        """All are certified or none; what was printed is noted and there, and every file that is there is whole."""
        with opened(folder) as workspace:
            content = dump(workspace.store)
        assert len(content["certification"]) in ((5,) if said else (0, 5))
        if len(said) > 1:
            assert len(list((folder / "salida").glob("INEM-*.pdf"))) == 5
            assert len(content["certificate_print"]) >= 5


BESIDES: tuple[Scenario, ...] = (
    Creating(),
    Leaving(),
    Accepting(),
    Rekeying(),
    Rotating(),
    Reporting(),
    Certifying(),
)
