"""What people do while the program is killed: each builds a profile, acts on a copy of it, and checks what is left."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Protocol

from models.migrations import HEAD
from models.vocabulary import Gender, ImportKind, Modality, Role, Service
from services.backups import back_up, restore, verify
from services.cards import accept_card
from services.importing.run import import_csv
from services.merging.receive import receive
from services.months import close_month, export_month, month_status, reopen_month
from services.periods import Month
from services.profiles import create, exists, open_profile
from services.recording import Entry, register
from services.words import MonthState
from services.workspace import Workspace
from tests.support import SITES, Sender, clock, dump
from tests.torture.old_stores import make_old_profile

Say = Callable[[str], None]
JANUARY = Month(2021, 1)
PROFILE = "perfil"


class Scenario(Protocol):
    """One kind of work: ``build`` fills a folder, ``act`` works on a copy, ``check`` looks what is left of it."""

    name: str

    def build(self, folder: Path) -> None:
        """Fill a folder."""

    def act(self, folder: Path, say: Say) -> None:
        """Work, and say what was acknowledged."""

    def check(self, folder: Path, said: tuple[str, ...]) -> None:
        """Raise AssertionError unless all that was said is there and nothing is half."""


@contextmanager
def opened(folder: Path) -> Iterator[Workspace]:
    """The profile, sound."""
    assert exists(folder / PROFILE), "the profile is gone"
    workspace = open_profile(folder / PROFILE, clock=clock)
    try:
        problems = verify(workspace)
        assert not problems, problems
        yield workspace
    finally:
        workspace.close()


def _entry(quantity: int) -> Entry:
    return Entry(date(2021, 1, 5), Modality.VIRTUAL, Gender.WOMAN, Service.INTERNET, quantity)


class Registering:
    """Attentions, one after the other; each has a quantity of its own to be known by."""

    name = "registrar"

    def build(self, folder: Path) -> None:
        """An empty point."""
        create(folder / PROFILE, Role.POINT, "inem", None, clock).close()

    def act(self, folder: Path, say: Say) -> None:
        """Register 40."""
        workspace = open_profile(folder / PROFILE, clock=clock)
        for quantity in range(1, 41):
            register(workspace, _entry(quantity))
            say(str(quantity))
        workspace.close()

    def check(self, folder: Path, said: tuple[str, ...]) -> None:
        """They are there from the first to the last said, and at most one more."""
        with opened(folder) as workspace:
            rows = sorted(row[5] for row in dump(workspace.store)["attendance"])
        assert rows == list(range(1, len(rows) + 1))
        assert len(said) <= len(rows) <= len(said) + 1, (said, rows)


class Closing:
    """A month closed, exported and reopened, again and again."""

    name = "cerrar y exportar"

    def build(self, folder: Path) -> None:
        """A point with a month of records."""
        workspace = create(folder / PROFILE, Role.POINT, "inem", None, clock)
        for quantity in range(1, 31):
            register(workspace, _entry(quantity))
        workspace.close()

    def act(self, folder: Path, say: Say) -> None:
        """Close, export and reopen five times."""
        workspace = open_profile(folder / PROFILE, clock=clock)
        for revision in range(1, 6):
            close_month(workspace, JANUARY)
            say(f"cerrado {revision}")
            path = export_month(workspace, JANUARY, folder / "salida")
            say(f"exportado {path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}")
            if revision < 5:
                reopen_month(workspace, JANUARY, "prueba")
                say(f"reabierto {revision}")
        workspace.close()

    def check(self, folder: Path, said: tuple[str, ...]) -> None:
        """The month stands where it was said to or one step on; every exported file is whole."""
        with opened(folder) as workspace:
            status = month_status(workspace, JANUARY)
            packages = {row[7] for row in dump(workspace.store)["closing"]}
        closed = [line for line in said if line.startswith("cerrado")]
        assert len(closed) <= (status.revision or 0) <= len(closed) + 1, (said, status)
        if said and said[-1].startswith(("cerrado", "exportado")):
            assert status.state in (MonthState.CLOSED, MonthState.REOPENED)
        written = {path.name: path.read_bytes() for path in (folder / "salida").glob("[!.]*.bpd")}
        assert all(data in packages for data in written.values()), "a file that was never closed"
        for line in said:
            if line.startswith("exportado"):
                _, name, digest = line.split()
                assert hashlib.sha256(written[name]).hexdigest() == digest


class Importing:
    """A CSV of a quarter: all of its rows or none."""

    name = "importar"
    rows = 600

    def build(self, folder: Path) -> None:
        """A point and its file."""
        create(folder / PROFILE, Role.POINT, "inem", None, clock).close()
        lines = [
            f"2021-01-{1 + number % 28:02d},virtual,mujer,internet,{1 + number % 9}" for number in range(self.rows)
        ]
        (folder / "a.csv").write_text("\n".join(["fecha,modalidad,genero,servicio,cantidad", *lines]), "utf-8")

    def act(self, folder: Path, say: Say) -> None:
        """Import it."""
        workspace = open_profile(folder / PROFILE, clock=clock)
        say(str(import_csv(workspace, ImportKind.ATTENDANCES, folder / "a.csv").rows))
        workspace.close()

    def check(self, folder: Path, said: tuple[str, ...]) -> None:
        """All or none, and all if it was said."""
        with opened(folder) as workspace:
            content = dump(workspace.store)
        assert (len(content["attendance"]), len(content["import_batch"])) in {(0, 0), (self.rows, 1)}
        assert not said or content["attendance"]


class Merging:
    """The packages of eight points, merged in one go."""

    name = "consolidar"

    def build(self, folder: Path) -> None:
        """A coordination that knows the points, and their files."""
        workspace = create(folder / PROFILE, Role.COORDINATION, "", None, clock)
        (folder / "llegan").mkdir()
        for site in SITES:
            sender = Sender(site)
            card = folder / "tarjeta"
            card.write_bytes(sender.card())
            accept_card(workspace, card)
            for period in ("2021-01", "2021-02", "2021-03"):
                (folder / "llegan" / f"{site}_{period}.bpd").write_bytes(sender.package(period))
        workspace.close()

    def act(self, folder: Path, say: Say) -> None:
        """Merge the folder."""
        workspace = open_profile(folder / PROFILE, clock=clock)
        say(str(len(receive(workspace, [folder / "llegan"]))))
        workspace.close()

    def check(self, folder: Path, said: tuple[str, ...]) -> None:
        """All packages with their rows, or none."""
        with opened(folder) as workspace:
            content = dump(workspace.store)
        all_of_them = 3 * len(SITES)
        assert (len(content["package"]), len(content["received_attendance"])) in {(0, 0), (all_of_them, all_of_them)}
        assert not said or content["package"]


class Migrating:
    """A store of the first schema, opened by this program."""

    name = "migrar"

    def build(self, folder: Path) -> None:
        """A point as the first version left it."""
        make_old_profile(folder / PROFILE, "0001")
        (folder / "antes.json").write_text(json.dumps(_plain(folder)), "utf-8")

    def act(self, folder: Path, say: Say) -> None:
        """Open it."""
        open_profile(folder / PROFILE, clock=clock).close()
        say(HEAD)

    def check(self, folder: Path, said: tuple[str, ...]) -> None:
        """It is wholly old or wholly new: opening it again gives the new one with every row it had."""
        assert said in ((), (HEAD,))
        with opened(folder) as workspace:
            content = dump(workspace.store)
        before = json.loads((folder / "antes.json").read_text("utf-8"))
        assert content["alembic_version"] == [(HEAD,)]
        for table, rows in before.items():
            if table != "alembic_version":
                assert [row[: len(rows[0])] for row in _texts(content[table])] == rows, table


class Restoring:
    """A backup put in the place of the profile."""

    name = "restaurar"

    def build(self, folder: Path) -> None:
        """A point, its backup, and more records after it."""
        workspace = create(folder / PROFILE, Role.POINT, "inem", None, clock)
        register(workspace, _entry(5))
        path = back_up(workspace, folder)
        path.rename(folder / "copia.respaldo")
        register(workspace, _entry(3))
        workspace.close()

    def act(self, folder: Path, say: Say) -> None:
        """Restore it."""
        restore(folder / PROFILE, folder / "copia.respaldo", None, clock).workspace.close()
        say("restaurado")

    def check(self, folder: Path, said: tuple[str, ...]) -> None:
        """The old store or the restored one, never anything else."""
        with opened(folder) as workspace:
            rows = sorted(row[5] for row in dump(workspace.store)["attendance"])
        assert rows == [5] or (not said and rows == [3, 5]), (said, rows)


def _plain(folder: Path) -> dict[str, list[list[str]]]:
    from models.store import Store
    from services.profiles import STORE_FILE, key_ring

    store = Store(folder / PROFILE / STORE_FILE, key_ring(folder / PROFILE).file_key(None))
    content = {table: _texts(rows) for table, rows in dump(store).items() if rows}
    store.close()
    return content


def _texts(rows: list[tuple[object, ...]]) -> list[list[str]]:
    return [[repr(value) for value in row] for row in rows]


SCENARIOS: tuple[Scenario, ...] = (Registering(), Closing(), Importing(), Merging(), Migrating(), Restoring())
