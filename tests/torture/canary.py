"""Enters personal data that exist nowhere else, lets the program write everything it can, and looks for them.

``python -m tests.torture.canary [DATA] [SEED]``. They may be in the encrypted store, in its encrypted backups and in
what is written for the citizens themselves, and nowhere else: in no other file, name of a file, line on the screen or
report of a failure. Once a person is deleted they are not even inside the store.
"""

import io
import logging
import random
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TextIO
from unittest import mock

from models.vocabulary import DocumentType, Gender, ImportKind, Role
from services.backups import back_up, restore
from services.cards import write_card
from services.copies import protect, set_second_place
from services.crashes import Crashes
from services.day_slip import write_day_slip
from services.drafts import save_draft
from services.errors import AppError
from services.importing.run import import_csv
from services.months import close_month, export_month, reopen_month
from services.people.consent import CURRENT
from services.people.data import PersonData
from services.people.deletion import delete_person
from services.people.duplicates import find_duplicates
from services.people.export import export_person
from services.people.join import join_people
from services.people.registry import register_person, withdraw_consent
from services.people.search import find_people
from services.periods import Period
from services.profiles import STORE_FILE, create, key_ring, open_profile
from services.recovery_code import write_code_sheet
from services.report.compile import compile_report
from services.report.save import ReportFormat, save_report
from services.training.sessions import SessionData, add_session, edit_session, remove_session
from services.users import print_code
from services.workspace import Workspace
from tests.support import clock, dump, run
from tests.torture.filling import DAY, JANUARY, MARCH, fill_point
from tests.torture.scenarios_besides import PASSPHRASES, cheap_passphrases
from tests.torture.searching import Needles, decrypted_pages

DATA_OF_ONE = 6
FOR_CITIZENS = ("certificados", "datos-personales_")
"""What the names of the files begin with that are written for the citizens: they do name them."""
LETTERS = "bcdfghjklmnpqrstvwxyz"


@dataclass(frozen=True)
class Citizen:
    """Somebody who does not exist, with an address that is told in a note."""

    data: PersonData
    address: str

    @property
    def texts(self) -> tuple[str, ...]:
        """The data to be found."""
        data = self.data
        return data.document, data.names, data.surnames, data.phone or "", data.email or "", self.address


@dataclass
class Looked:
    """How many files and bytes were looked at, and what was found where it may not be."""

    files: int = 0
    size: int = 0
    found: dict[str, set[str]] = field(default_factory=dict)


def citizens(people: int, seed: int) -> tuple[Citizen, ...]:
    """Unique people; each datum begins like no word and no number that the program itself writes."""
    dice = random.Random(seed)  # noqa: S311 - names, not secrets
    codes = dice.sample(range(10_000), 3 * people)
    return tuple(_citizen(*codes[3 * number : 3 * number + 3]) for number in range(people))


def _citizen(one: int, two: int, three: int) -> Citizen:
    words = ["qzxwvk" + "".join(LETTERS[code // 21**place % 21] for place in range(4)) for code in (one, two, three)]
    data = PersonData(
        document_type=DocumentType.CITIZEN_CARD,
        document=f"109377{one:04d}",
        names=words[0].capitalize(),
        surnames=words[1].capitalize(),
        gender=Gender.WOMAN,
        birth_date=date(1990, 1, 1),
        phone=f"318377{two:04d}",
        email=f"{words[2]}@ejemplo.co",
    )
    return Citizen(data, f"qzxwvk {three:04d} calle")


def run_canary(people: int, seed: int) -> Looked:
    """Enter so many people, write everything, delete half of them; returns what was looked at."""
    everybody = citizens(people, seed)
    needles = _needles(everybody)
    with tempfile.TemporaryDirectory(prefix="bitacora-canario-") as scratch:
        folder = Path(scratch).resolve()
        (folder / "tmp").mkdir()
        with mock.patch.object(tempfile, "tempdir", str(folder / "tmp")), cheap_passphrases():
            log = io.StringIO()
            with _logging_to(log):
                told = _live(folder, everybody) | {"the log": log.getvalue()}
            looked = _look(folder, needles)
            _look_inside(folder, everybody, looked)
        looked.found |= {place: needles.hits(text.encode()) for place, text in told.items()}
    looked.found = {place: found for place, found in looked.found.items() if found}
    return looked


def _live(folder: Path, everybody: tuple[Citizen, ...]) -> dict[str, str]:
    """What a point does in a quarter; returns what was said on the way, and the trail of it all."""
    profile, out = folder / "perfil", folder / "salida"
    (folder / "usb").mkdir()
    out.mkdir()
    point = create(profile, Role.POINT, "inem", PASSPHRASES[0], clock)
    set_second_place(point, folder / "usb")
    ids = fill_point(point, [citizen.data for citizen in everybody], out)
    _notes(point, (everybody[0], *everybody[2:]))  # The second is found to be the same person as the first.
    _lessons(point, everybody[-1])
    _drafts(point, everybody[-1])
    said = [*_refusals(point, everybody[0], ids), *_failures(point, everybody[0])]
    find_people(point, everybody[0].data.names)
    find_duplicates(point)
    export_person(point, ids[0], out)
    withdraw_consent(point, ids[1])
    join_people(point, ids[0], ids[1])
    _close_and_report(point, out)
    protect(point)
    backup = back_up(point, folder / "usb")
    write_code_sheet(point, print_code(point, PASSPHRASES[0]), out / "codigo.pdf")
    point.close()
    point = restore(profile, backup, PASSPHRASES[0], clock).workspace
    for number in (ids[0], *ids[2 : len(ids) // 2]):
        delete_person(point, number, "lo pidió")
    protect(point)
    trail = repr(dump(point.store)["audit_entry"])
    point.close()
    return {"the screen": "\n".join([*said, *_orders(profile, out)]), "the trail": trail}


@contextmanager
def _logging_to(log: TextIO) -> Iterator[None]:
    """Everything that any library logs."""
    handler, root = logging.StreamHandler(log), logging.getLogger()
    usual = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        root.setLevel(usual)
        root.removeHandler(handler)


def _notes(point: Workspace, everybody: tuple[Citizen, ...]) -> None:
    """Notes that name people, from a file that is theirs and gone afterwards."""
    path = point.folder / f"notas de {everybody[0].data.full_name} {everybody[0].data.document}.csv"
    rows = [f"2021-03-10,virtual,mujer,internet,1,{each.data.full_name}; {each.address}" for each in everybody]
    path.write_text("\n".join(["fecha,modalidad,genero,servicio,cantidad,nota", *rows, ""]), "utf-8")
    import_csv(point, ImportKind.ATTENDANCES, path)
    path.unlink()


def _lessons(point: Workspace, citizen: Citizen) -> None:
    """Where a lesson was, and what it was about."""
    said = SessionData(DAY, "18:00", "19:00", citizen.address, citizen.data.full_name)
    number = max(record.id for record in add_session(point, 1, said))
    edit_session(point, number, replace(said, place=citizen.data.phone, topic=citizen.data.document))
    remove_session(point, number)


def _drafts(point: Workspace, citizen: Citizen) -> None:
    """What was typed and not yet recorded."""
    data = citizen.data
    save_draft(point, "ciudadanos", {"nombres": data.full_name, "documento": data.document, "nota": citizen.address})


def _refusals(point: Workspace, citizen: Citizen, ids: tuple[int, ...]) -> Iterator[str]:
    """What the program answers when data are refused, kept out of every file but heard by whoever typed them."""
    (point.folder / "malas.csv").write_text(
        f"fecha,modalidad,genero,servicio,cantidad,nota\nayer,virtual,mujer,internet,1,{citizen.data.full_name}\n",
        "utf-8",
    )
    for act in (
        lambda: register_person(point, citizen.data, CURRENT),
        lambda: delete_person(point, ids[0], f"lo pidió {citizen.data.full_name}"),
        lambda: reopen_month(point, JANUARY, f"corregir a {citizen.data.document}"),
        lambda: reopen_month(point, JANUARY, f"llamar al {citizen.data.phone}"),
        lambda: import_csv(point, ImportKind.ATTENDANCES, point.folder / "malas.csv"),
        lambda: open_profile(point.folder, citizen.data.full_name, clock),
    ):
        try:
            act()
        except AppError as error:
            yield str(error)
        else:
            msg = "nothing was refused"
            raise AssertionError(msg)
    (point.folder / "malas.csv").unlink()


def _failures(point: Workspace, citizen: Citizen) -> Iterator[str]:
    """What the program says and writes of a mistake of its own that happens upon somebody's data."""
    crashes = Crashes(point.folder)
    try:
        with point.store.write() as session:
            statement = "INSERT INTO person (document, names) VALUES (:document, :names)"
            session.connection().exec_driver_sql(
                statement, {"document": citizen.data.document, "names": citizen.address}
            )
    except Exception as error:  # noqa: BLE001 - what the outermost place hears
        yield crashes.tell(error)
    try:
        raise RuntimeError(citizen.data) from KeyError(citizen.data.full_name)
    except RuntimeError as error:
        yield crashes.tell(error)


def _close_and_report(point: Workspace, out: Path) -> None:
    close_month(point, MARCH)
    export_month(point, MARCH, out)
    reopen_month(point, MARCH, "faltó una atención")
    close_month(point, MARCH)
    export_month(point, MARCH, out)
    write_card(point, out / "inem.tarjeta")
    write_day_slip(point, DAY, out / "dia.pdf")
    report = compile_report(point, Period.parse("2021-T1"))
    for kind in ReportFormat:
        save_report(report, kind, out / f"informe.{kind}")


def _orders(profile: Path, out: Path) -> Iterator[str]:
    """What every order of the command line says, at the point and at the coordination that takes its month."""
    office = out / "coordinacion"
    orders: tuple[tuple[Path, tuple[object, ...]], ...] = (
        (profile, ("verificar",)),
        (profile, ("tarjeta", out / "orden.tarjeta")),
        (profile, ("exportar", "2021-03", out / "mes")),
        (profile, ("informe", "2021-03", "--formato", "csv", "--salida", out / "orden.csv")),
        (profile, ("respaldar", out / "respaldos")),
        (profile, ("rastro", out / "rastro.csv")),
        (profile, ("rastro", out / "rastro.xlsx")),
        (office, ("iniciar", "coordinacion")),
        (office, ("autorizar", out / "orden.tarjeta")),
        (office, ("consolidar", out / "mes", "--json")),
        (office, ("estado",)),
        (office, ("acuses", out / "acuses")),
        (office, ("informe", "2021-T1", "--formato", "pdf", "--salida", out / "orden.pdf")),
        (office, ("datos-abiertos", "2021-T1", "--salida", out / "datos")),
        (office, ("datos-abiertos", "2021-T1", "--salida", out / "datos.zip", "--umbral", 1)),
    )
    with mock.patch.dict("os.environ", {"BITACORA_CLAVE": PASSPHRASES[0]}):
        for where, order in orders:
            done = run(*order, profile=where)
            assert done.code == 0, (order, done.err)
            yield f"{done.out}\n{done.err}"


def _look(folder: Path, needles: Needles) -> Looked:
    """Every file and its name, but for those that are for the citizens; the store and the backups as they lie there."""
    looked = Looked()
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.name.startswith(FOR_CITIZENS):
            continue
        data = path.read_bytes()
        looked.files, looked.size = looked.files + 1, looked.size + len(data)
        found = needles.hits(data) | needles.hits(str(path.relative_to(folder)).encode())
        looked.found[str(path.relative_to(folder))] = found
    return looked


def _look_inside(folder: Path, everybody: tuple[Citizen, ...], looked: Looked) -> None:
    """In the stores themselves: of who was deleted, and in the trail and at the coordination of anybody, no page tells.

    Who was not deleted is found on the pages of the point, or this would find nothing at all.
    """
    half = len(everybody) // 2
    gone, kept = _needles(everybody[:half]), Needles(citizen.data.document for citizen in everybody[half:])
    clear = _clear(folder / "perfil")
    assert len(kept.hits(clear)) == len(everybody) - half, "the pages are not read right"
    office = _needles(everybody).hits(_clear(folder / "salida" / "coordinacion"))
    looked.found |= {"deleted, in the store": gone.hits(clear), "the coordination's store": office}


def _clear(profile: Path) -> bytes:
    return decrypted_pages(profile / STORE_FILE, key_ring(profile).file_key(PASSPHRASES[0]))


def _needles(people: Iterable[Citizen]) -> Needles:
    return Needles(text for citizen in people for text in citizen.texts)


def main() -> None:
    """Run the canary of the command line."""
    data, seed = (int(sys.argv[place]) if len(sys.argv) > place else usual for place, usual in ((1, 1000), (2, 2021)))
    people = -(-data // DATA_OF_ONE)
    looked = run_canary(people, seed)
    if looked.found:
        sys.exit("\n".join(f"{place}: {len(what)}, e.g. {sorted(what)[:3]}" for place, what in looked.found.items()))
    sys.stdout.write(
        f"{DATA_OF_ONE * people} personal data of {people} people, 0 found in {looked.files} files of "
        f"{looked.size / 2**20:.0f} MiB\n"
    )


if __name__ == "__main__":
    main()
