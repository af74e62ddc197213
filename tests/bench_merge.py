"""Measures a merge of a thousand points in the real window: ``python -m tests.bench_merge [POINTS]``.

Looks at a folder with the twelve packages of every point, cancels a merge in the middle, merges, and opens the pages.
Tells the time for each 1,000 packages, how long the window kept still at most, and the most memory ever in use.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import msgspec
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QProgressBar, QPushButton
from sqlalchemy import func, insert, select

from models.base import Base
from models.exchange import ApprovedEpoch, PointKey
from models.vocabulary import Dimension, Gender, Medium, Modality, Role, Service, Tax
from services import municipality, strict_json
from services.completeness import board
from services.municipality import Municipality, PointData
from services.packages.payload import AttendanceRow, CertificationRow, CharacterisationRow, Payload, PrintRow
from services.periods import Month, Period
from services.profiles import create, open_profile
from services.workspace import Workspace
from tests.bench import clock
from tests.support import Sender, activity, month_of
from ui.app import make_application
from ui.coordination.pages import show_coordination
from ui.coordination.reception_page import ReceptionPage
from ui.kit.theme import Theme
from ui.kit.work import Worker
from ui.shell import MainWindow

POINTS = 1_000
YEAR = 2020
BEAT = 20
"""Milliseconds between two looks at the clock: a longer gap is time in which the window kept still."""


def large_city(points: int) -> Municipality:
    """A municipality with so many points, all of which report."""
    sites = tuple(PointData(f"punto-{number:04d}", f"Punto {number}", reporta=True) for number in range(1, points + 1))
    return msgspec.structs.replace(municipality.load(), puntos=sites)


def large_office(folder: Path, points: int) -> tuple[Workspace, list[Sender]]:
    """A coordination that knows the keys of so many points, all accepted in one go."""
    office = create(folder, Role.COORDINATION, "", None, clock, large_city(points))
    senders = [Sender(site.codigo) for site in office.municipality.puntos]
    with office.store.write() as session:
        keys = ({"kid": each.kid, "point_code": each.point, "public_key": each.public} for each in senders)
        session.execute(insert(PointKey), [key | {"accepted_at": clock()} for key in keys])
        session.execute(insert(ApprovedEpoch), [{"point_code": each.point, "epoch": 1} for each in senders])
        session.commit()
    return office, senders


def write_year(senders: list[Sender], folder: Path) -> int:
    """Write the twelve packages of every point into ``folder``; returns how many."""
    folder.mkdir(parents=True)
    chance = random.Random(YEAR)  # noqa: S311 - data to measure with
    written = 0
    for sender in senders:
        for month in Period.parse(str(YEAR)).months:
            payload = busy_month(sender.point, month, chance)
            path = folder / f"{sender.point}_{month}_r1.bpd"
            path.write_bytes(sender.sign(strict_json.encode(payload)))
            written += 1
    return written


def busy_month(point: str, month: Month, chance: random.Random) -> Payload:
    """A month of an ordinary point: 60 to 120 rows of attentions, and some of everything else."""
    days = [month.first_day + timedelta(days=place) for place in range(28)]
    attentions = _attentions(days, chance)
    course = f"{point}-{month}"
    return month_of(
        point,
        str(month),
        atenciones=attentions,
        impresiones=tuple(PrintRow(f"{month}-{day:02d}", Tax.PROPERTY, Medium.PHYSICAL, day) for day in range(4, 16)),
        actividades=tuple(
            activity(f"{course}-{place}", [point], 20, inicio=f"{month}-1{place}", fin=f"{month}-20")
            for place in range(3)
        ),
        certificaciones=tuple(
            CertificationRow(f"{month}-25", f"{course}-{place}", gender, point, 4)
            for place in range(3)
            for gender in (Gender.MAN, Gender.WOMAN)
        ),
        caracterizacion=tuple(CharacterisationRow(Dimension.SATISFACTION, mark, 5) for mark in "12345"),
    )


def _attentions(days: list[date], chance: random.Random) -> tuple[AttendanceRow, ...]:
    words = [(modality, gender, service) for modality in Modality for gender in Gender for service in Service]
    wanted = chance.randint(60, 120)
    chosen = sorted(chance.sample([(day.isoformat(), *each) for day in days for each in words], wanted))
    return tuple(AttendanceRow(*each, chance.randint(1, 9)) for each in chosen)


class Pulse:
    """Looks at the clock all the time and remembers the longest gap, in milliseconds."""

    def __init__(self) -> None:
        self._timer = QTimer()
        self._timer.timeout.connect(self._beat)
        self._timer.start(BEAT)
        self.start()

    def start(self) -> None:
        """Forget what was."""
        self._last = time.perf_counter()
        self.longest = 0.0

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, 1_000 * (now - self._last) - BEAT)
        self._last = now


class Bench:
    """The window of a large coordination, and how long what is done in it takes."""

    def __init__(self, workspace: Workspace, files: int) -> None:
        self._workspace, self._files = workspace, files
        theme = Theme(make_application())
        theme.apply(dark=False)
        self.window = MainWindow(theme)
        self._worker = Worker()
        self.window.resize(1366, 768)
        self.window.show()
        show_coordination(self.window, workspace, self._worker)
        self.window.open_named("Recepción")
        page = self.window.current_page()
        assert isinstance(page, ReceptionPage)
        self.page = page
        self._pulse = Pulse()

    def close(self) -> None:
        """Close the window and what works beside it."""
        self.window.close()
        self._worker.stop()

    def wait_until(self, holds: Callable[[], bool]) -> None:
        """Let the window live until something holds."""
        while not holds():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def work(self, name: str, start: Callable[[], None], cancel_at: int | None = None) -> None:
        """Do some long work of the page to its end, or cancel it when so many files are done, and tell how it went."""
        self._pulse.start()
        began, busy = time.perf_counter(), time.process_time()
        start()
        if cancel_at is not None:
            self.wait_until(lambda: progress(self.page) >= cancel_at)
            cancel(self.page)
        self.wait_until(lambda: not self.page.work.is_busy)
        QApplication.processEvents()
        spent, busy = time.perf_counter() - began, time.process_time() - busy
        thousands = (cancel_at or self._files) / 1_000
        times = f"{spent:7.1f} s {spent / thousands:7.2f} s/1000, of the processor {busy / thousands:5.2f} s/1000"
        sys.stdout.write(f"{name:<31}{times}, {self._pulse.longest:5.0f} ms still, {most_memory():4.0f} MB\n")
        sys.stdout.flush()

    def open_pages(self) -> None:
        """Tell how long each page takes until it is painted, opened for the first time and again."""
        for place, spec in enumerate(self.window.specs):
            times = []
            for _ in range(2):
                began = time.perf_counter()
                self.window.stale(place)
                self.window.open(place)
                self.window.repaint()
                times.append(time.perf_counter() - began)
            memory = f"{most_memory():4.0f} MB"
            sys.stdout.write(f"page {spec.name:<26}{times[0]:7.2f} s, again {times[1]:7.2f} s, {memory}\n")
            sys.stdout.flush()


def progress(page: ReceptionPage) -> int:
    """How many files are done, as the page shows it."""
    (bar,) = page.work.findChildren(QProgressBar)
    return bar.value()


def cancel(page: ReceptionPage) -> None:
    """Click on the button that stops the page's work."""
    (button,) = page.work.findChildren(QPushButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def most_memory() -> float:
    """The most memory that this process ever had, in MB."""
    import resource  # Windows has none

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def counts(workspace: Workspace) -> dict[str, int]:
    """How many rows every table has."""
    with workspace.store.read() as session:
        tables = Base.metadata.sorted_tables
        return {table.name: session.execute(select(func.count()).select_from(table)).scalar_one() for table in tables}


def make(folder: Path, points: int) -> None:
    """Make the coordination and the packages; in a process of its own, so that its memory is not measured."""
    office, senders = large_office(folder / "perfil", points)
    write_year(senders, folder / "consolidados")
    office.close()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("points", type=int, nargs="?", default=POINTS)
    points = parser.parse_args().points
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        maker = get_context("spawn").Process(target=make, args=(folder, points))
        maker.start()
        maker.join()
        office = open_profile(folder / "perfil", clock=clock)
        bench = Bench(office, 12 * points)
        before = counts(office), board(office)
        bench.work("look", lambda: bench.page.look_at([folder / "consolidados"]))
        bench.work("merge, cancelled in the middle", bench.page.merge, cancel_at=6 * points)
        assert (counts(office), board(office)) == before, "a cancel left something"
        bench.work("merge", bench.page.merge)
        assert counts(office)["package"] == 12 * points
        bench.open_pages()
        bench.close()
        office.close()


if __name__ == "__main__":
    main()
