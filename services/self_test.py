"""The program tried on itself, in a folder of its own: what people do in a month, and that nothing it needs is missing.

It is for the built program: a file that was left out of it, or a library that does not load there, shows here.
"""

import importlib.util
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from models import migrations
from models.store import OLDEST_SAFE_SQLITE
from resources import files
from services.backups import back_up, restore, verify
from services.cards import accept_card, write_card
from services.certificates.pdf import pdf_of
from services.certificates.printing import example_sheet
from services.certificates.template import load_stationery
from services.demo import IMPORT_ORDER
from services.importing.run import import_csv
from services.merging.outcome import Verdict
from services.merging.receive import receive
from services.months import close_month, export_month
from services.periods import Month, Period
from services.profiles import STORE_FILE, create
from services.recording import Entry, register
from services.report.compile import compile_report
from services.report.preview import page_sizes, picture, printed
from services.report.save import ReportFormat, save_report
from services.texts import counted, weight
from services.words import Gender, Modality, Role, Service
from services.workspace import Workspace

SITE, MONTH = "inem", "2021-01"
"""The point and the month of the sample quarter that are tried."""
PASSPHRASE = "una clave de ensayo"  # noqa: S105 - of a profile that is thrown away
PLAIN = b"SQLite format 3\0"
"""How a store begins that is not encrypted."""
FEWEST_ICONS = 20

Step = tuple[str, Callable[[], str]]
"""What is tried, and the function that tries it and returns what to say of it; an error means that it failed."""


@dataclass(frozen=True)
class Tried:
    """A step that was tried, how long it took in seconds, what it says, and the error if it failed."""

    name: str
    seconds: float
    said: str
    error: Exception | None


class SelfTestError(Exception):
    """Something is not as it should be; the text says what."""


def try_all(steps: Iterable[Step]) -> Iterator[Tried]:
    """Try the steps one after another, up to the first that fails: each stands on those before it."""
    for name, attempt in steps:
        begun = time.perf_counter()
        try:
            said, failure = attempt(), None
        except Exception as error:  # noqa: BLE001 - whatever goes wrong is what is looked for
            said, failure = "", error
        yield Tried(name, time.perf_counter() - begun, said, failure)
        if failure is not None:
            return


def expect(truth: object, otherwise: str) -> None:
    """Raise SelfTestError unless something holds."""
    if not truth:
        raise SelfTestError(otherwise)


class Rehearsal:
    """A point and a coordination in ``folder`` that live through one month; ``close`` closes both."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._parcel = folder
        self._point: Workspace | None = None
        self._office: Workspace | None = None

    @property
    def point(self) -> Workspace:
        """The point, once it was made."""
        assert self._point is not None  # noqa: S101 - the steps come in order
        return self._point

    @property
    def office(self) -> Workspace:
        """The coordination, once it was made."""
        assert self._office is not None  # noqa: S101 - the steps come in order
        return self._office

    @property
    def steps(self) -> tuple[Step, ...]:
        """What there is to try, in order."""
        return (
            ("Los archivos del programa están", look_for_files),
            ("El almacén se crea y está cifrado", self.make_profiles),
            ("Un punto registra e importa", self.record),
            ("El mes se cierra y se exporta", self.hand_over),
            ("La coordinación lo consolida", self.merge),
            ("El informe sale en sus formatos", self.report),
            ("El certificado sale en PDF", self.certify),
            ("El respaldo se restaura", self.back_up),
        )

    def close(self) -> None:
        """Close what was opened."""
        for workspace in (self._point, self._office):
            if workspace is not None:
                workspace.close()

    def make_profiles(self) -> str:
        """Make both profiles, one of them with a passphrase."""
        self._point = create(self._folder / "punto", Role.POINT, SITE, None)
        self._office = create(self._folder / "coordinacion", Role.COORDINATION, "", PASSPHRASE)
        with (self.point.folder / STORE_FILE).open("rb") as store:
            expect(store.read(len(PLAIN)) != PLAIN, "el almacén no está cifrado")
        with self.point.store.read() as session:
            cipher, sqlite = (
                session.scalar(text(question)) or ""
                for question in ("PRAGMA cipher_version", "SELECT sqlite_version()")
            )
        expect(cipher, "la SQLite de esta instalación no cifra")
        expect(tuple(map(int, sqlite.split("."))) >= OLDEST_SAFE_SQLITE, f"SQLite {sqlite} es muy vieja")
        return f"SQLCipher {cipher}, SQLite {sqlite}"

    def record(self) -> str:
        """Register one attention, and import a quarter's files."""
        register(self.point, Entry(self.point.today, Modality.IN_PERSON, Gender.WOMAN, Service.INTERNET))
        folder = files.SAMPLE_QUARTER / SITE
        rows = sum(import_csv(self.point, kind, folder / f"{kind}.csv").rows for kind in IMPORT_ORDER)
        return counted(rows, "fila", "filas")

    def hand_over(self) -> str:
        """Close the month and write its file."""
        month = Month.parse(MONTH)
        closed = close_month(self.point, month)
        self._parcel = export_month(self.point, month, self._folder)
        return f"{self._parcel.name}, {counted(closed.totals.atenciones, 'atención', 'atenciones')}"

    def merge(self) -> str:
        """Receive the month, and once more, which changes nothing."""
        card = self._folder / "tarjeta.txt"
        write_card(self.point, card)
        accept_card(self.office, card)
        verdicts = [each.verdict for _ in range(2) for each in receive(self.office, [self._parcel])]
        expect(verdicts == [Verdict.NEW, Verdict.SAME], f"se recibió como {verdicts}")
        return " y luego ".join(verdicts)

    def report(self) -> str:
        """Write the report in every format, and draw its first page as the window shows it."""
        report = compile_report(self.office, Period.parse(MONTH))
        for kind in ReportFormat:
            path = self._folder / f"informe.{kind}"
            save_report(report, kind, path)
            expect(path.stat().st_size, f"el informe en {kind} está vacío")
        pdf = printed(report)
        expect_drawn(pdf)
        return f"{', '.join(ReportFormat)}; {counted(len(page_sizes(pdf)), 'página', 'páginas')}"

    def certify(self) -> str:
        """Draw a certificate with the data of nobody."""
        sheet = example_sheet(self.point, load_stationery(self.point))
        pdf = pdf_of([sheet], "Certificado de ensayo", self.point.title)
        expect_drawn(pdf)
        return weight(len(pdf))

    def back_up(self) -> str:
        """Back the point up, put the backup somewhere else, and check what came out."""
        restored = restore(self._folder / "restaurado", back_up(self.point, self._folder), None)
        try:
            problems = verify(restored.workspace)
        finally:
            restored.workspace.close()
        expect(not problems, "; ".join(map(str, problems)))
        return f"época {restored.epoch}"


def look_for_files() -> str:
    """Look for what the program reads beside its own code."""
    migrated = Path(migrations.__file__).parent
    steps = sorted(each.name for each in (migrated / "versions").glob("v*.py"))
    expect(len(steps) == len(migrations.KNOWN), f"hay {len(steps)} migraciones y deben ser {len(migrations.KNOWN)}")
    wanted = (
        *(files.MUNICIPALITY, files.WORDS, files.ICON, files.FONT_REGULAR, files.FONT_BOLD, migrated / "env.py"),
        *(files.SAMPLE_QUARTER / SITE / f"{kind}.csv" for kind in IMPORT_ORDER),
    )
    for path in (*wanted, *_word_templates()):
        expect(path.is_file() and path.stat().st_size, f"falta {path.name}")
    expect(any(files.OPEN_DATA.iterdir()), "falta la plantilla de los datos abiertos")
    icons = len(list(files.ICONS.glob("*.svg")))
    expect(icons >= FEWEST_ICONS, f"hay {icons} dibujos y faltan")
    return f"{counted(icons, 'dibujo', 'dibujos')}, {counted(len(steps), 'migración', 'migraciones')}"


def _word_templates() -> tuple[Path, ...]:
    spec = importlib.util.find_spec("docx")
    expect(spec is not None and spec.origin, "falta la biblioteca de Word")
    assert spec is not None and spec.origin is not None  # noqa: S101, PT018 - expected above
    # As the library itself looks for them: beside its modules, and above a folder of theirs.
    folder = Path(spec.origin).parent
    return (folder / "templates" / "default.docx", folder / "parts" / ".." / "templates" / "default-footer.xml")


def expect_drawn(pdf: bytes) -> None:
    """Raise SelfTestError if the first page of a PDF comes out blank."""
    pixels = picture(pdf, 0, 1.0).pixels
    expect(len(set(pixels)) > 1, "la página del PDF salió en blanco")
