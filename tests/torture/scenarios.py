"""What people do while the program is killed: the record of a point, its months, the coordination, and old stores."""

import hashlib
from collections import Counter
from pathlib import Path

from models.migrations import HEAD
from models.store import Store
from models.vocabulary import ImportKind, Role
from services.backups import back_up, restore
from services.cards import accept_card
from services.importing.run import import_csv
from services.merging.receive import receive
from services.months import close_month, export_month, month_status, reopen_month
from services.periods import Month
from services.profiles import STORE_FILE, create, key_ring, open_profile
from services.recording import register
from services.words import MonthState
from tests.support import SITES, Sender, clock, dump
from tests.torture.old_stores import make_full_profile, make_old_profile
from tests.torture.scenario import PROBE, PROFILE, Say, Scenario, entry, opened, quantities
from tests.torture.scenarios_besides import BESIDES
from tests.torture.schemas import Content, content_of, refuse_lost_rows

JANUARY = Month(2021, 1)


class Registering:
    """Attentions, one after the other; each has a quantity of its own to be known by."""

    name = "registrar"

    def build(self, folder: Path) -> None:
        """An empty point."""
        create(folder / PROFILE, Role.POINT, "inem", None, clock).close()

    def act(self, folder: Path, say: Say) -> None:
        """Register 40."""
        workspace = open_profile(folder / PROFILE, clock=clock)
        for quantity in range(len(quantities(workspace)) + 1, 41):
            register(workspace, entry(quantity))
            say(str(quantity))
        workspace.close()

    def check(self, folder: Path, said: tuple[str, ...]) -> None:
        """They are there from the first to the last said, and at most one more."""
        with opened(folder) as workspace:
            rows = quantities(workspace)
        assert rows == list(range(1, len(rows) + 1))
        assert len(said) <= len(rows) <= len(said) + 1, (said, rows)


class Closing:
    """A month closed, exported and reopened, again and again."""

    name = "cerrar y exportar"

    def build(self, folder: Path) -> None:
        """A point with a month of records."""
        workspace = create(folder / PROFILE, Role.POINT, "inem", None, clock)
        for quantity in range(1, 31):
            register(workspace, entry(quantity))
        workspace.close()

    def act(self, folder: Path, say: Say) -> None:
        """Close, export and reopen five times."""
        workspace = open_profile(folder / PROFILE, clock=clock)
        status = month_status(workspace, JANUARY)
        if status.state is MonthState.CLOSED:
            reopen_month(workspace, JANUARY, "prueba")
        for revision in range((status.revision or 0) + 1, 6):
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
        (folder / "a.csv").write_text("\n".join(["fecha,modalidad,genero,servicio,cantidad", *lines, ""]), "utf-8")

    def act(self, folder: Path, say: Say) -> None:
        """Import it."""
        workspace = open_profile(folder / PROFILE, clock=clock)
        say(str(import_csv(workspace, ImportKind.ATTENDANCES, folder / "a.csv").rows))
        workspace.close()

    def check(self, folder: Path, said: tuple[str, ...]) -> None:
        """All or none, and all if it was said."""
        with opened(folder) as workspace:
            rows = len(quantities(workspace))
            batches = len(dump(workspace.store)["import_batch"])
        assert (rows, batches) in {(0, 0), (self.rows, 1)}
        assert not said or rows


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
    """A full store of an earlier schema, opened by this program."""

    def __init__(self, revision: str, role: Role = Role.POINT) -> None:
        self.name = f"migrar {revision} {role}"
        self._revision, self._role = revision, role
        self._old: Content = {}
        self._new: Content = {}
        self.left: Counter[str] = Counter()

    def build(self, folder: Path) -> None:
        """The profile as that version left it; what it is to become is seen on a copy that nobody interrupts."""
        newest = folder.with_name(f"{folder.name}-hoy")
        make_full_profile(newest, self._role)
        make_old_profile(folder / PROFILE, self._revision, newest)
        upgraded = folder.with_name(f"{folder.name}-subido")
        make_old_profile(upgraded, self._revision, newest)
        self._old = _look(upgraded)
        open_profile(upgraded, clock=clock).close()
        self._new = _look(upgraded)
        refuse_lost_rows(self._old, self._new)

    def act(self, folder: Path, say: Say) -> None:
        """Open it."""
        open_profile(folder / PROFILE, clock=clock).close()
        say(HEAD)

    def check(self, folder: Path, said: tuple[str, ...]) -> None:
        """The store is wholly old or wholly new, in its schema and its rows, and new once it is opened again."""
        found = _look(folder / PROFILE)
        assert found == self._new or (found == self._old and HEAD not in said), "neither old nor new"
        self.left["new" if found == self._new else "old"] += 1
        if found == self._new:
            (copy,) = (folder / PROFILE).glob("almacen-antes-de-*")
            assert _look(folder / PROFILE, copy.name) == self._old, "the copy of before is not what was"
        with opened(folder):
            assert _look(folder / PROFILE) == self._new


class Restoring:
    """A backup put in the place of the profile."""

    name = "restaurar"

    def build(self, folder: Path) -> None:
        """A point, its backup, and more records after it."""
        workspace = create(folder / PROFILE, Role.POINT, "inem", None, clock)
        register(workspace, entry(5))
        path = back_up(workspace, folder)
        path.rename(folder / "copia.respaldo")
        register(workspace, entry(3))
        workspace.close()

    def act(self, folder: Path, say: Say) -> None:
        """Restore it."""
        restore(folder / PROFILE, folder / "copia.respaldo", None, clock).workspace.close()
        say("restaurado")

    def check(self, folder: Path, said: tuple[str, ...]) -> None:
        """The old store or the restored one, never anything else."""
        with opened(folder) as workspace:
            rows = quantities(workspace)
        assert rows == [5] or (not said and rows == [3, 5]), (said, rows)


def _look(folder: Path, name: str = STORE_FILE) -> Content:
    """The content of a store as it is, but for the probe: nothing migrates it."""
    store = Store(folder / name, key_ring(folder).file_key(None))
    try:
        content = content_of(store)
    finally:
        store.close()
    columns, rows = content["attendance"]
    return content | {"attendance": (columns, [row for row in rows if PROBE not in row])}


SCENARIOS: tuple[Scenario, ...] = (
    Registering(),
    Closing(),
    Importing(),
    Merging(),
    Migrating("0001"),
    Restoring(),
    *BESIDES,
)


def asked(arguments: list[str], times: int) -> tuple[int, int, tuple[Scenario, ...]]:
    """How many times, with which seed and which scenarios the command line asks for: ``300 2021 registrar``."""
    numbers = [int(word) for word in arguments if word.isdecimal()]
    names = [word for word in arguments if not word.isdecimal()]
    chosen = tuple(each for each in SCENARIOS if each.name in names) or SCENARIOS
    assert not names or len(chosen) == len(names), f"the scenarios are {', '.join(each.name for each in SCENARIOS)}"
    found, seed = (*numbers, *(times, 2021)[len(numbers) :])
    return found, seed, chosen
