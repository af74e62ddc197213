"""Pictures of every page, made from the sample quarter: ``python dev.py shots FOLDER``.

Each page is grabbed light and dark, at usual, 150 % and 200 % text size, in a window of 1366 × 768; those of the manual
(``python dev.py shots --manual resources/manual/figuras``) once, in a smaller window and in few colours.
"""

import argparse
import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from models.vocabulary import Role
from resources.files import SAMPLE_QUARTER
from services.cards import accept_card
from services.certificates.issue import certify
from services.demo import IMPORT_ORDER, build_demo
from services.importing.run import import_csv
from services.people.consent import CURRENT
from services.people.data import PersonData
from services.people.registry import register_person
from services.profiles import create
from services.recording import Entry, register
from services.settings import SettingName, write_setting
from services.training.activities import ActivityData, create_activity
from services.training.attendance import save_roll_call
from services.training.enrolment import enrol_headcount, enrol_person
from services.training.sessions import Series, add_series, list_sessions
from services.words import ActivityKind, DocumentType, Gender, Modality, Service
from services.workspace import Workspace
from tests.support import Sender, attended
from ui.application import make_application
from ui.kit.theme import Theme
from ui.opening import Opening
from ui.shell import MainWindow

SCREEN = QSize(1366, 768)
NOW = datetime.fromisoformat("2021-04-12T10:42:07-05:00")
README = {
    "punto-registrar": "punto",
    "punto-cursos-y-charlas-asistencia": "cursos",
    "punto-cierre-y-envío": "cierre",
    "coordinacion-tablero": "coordinacion",
}
MANUAL = {
    "punto-inicio": "primeros-pasos",
    "punto-inicio-después": "inicio",
    "punto-registrar": "registrar",
    "punto-cursos-y-charlas-asistencia": "asistencia",
    "punto-certificaciones": "certificaciones",
    "punto-predial-e-ica": "predial",
    "punto-ciudadanos-persona": "ciudadanos",
    "punto-cierre-y-envío": "cierre",
    "punto-ajustes-copias": "ajustes",
    "coordinacion-tablero": "tablero",
    "coordinacion-recepción-archivos": "recepcion",
    "coordinacion-cumplimiento": "cumplimiento",
    "coordinacion-conciliación-cifra": "conciliacion",
    "coordinacion-informes": "informes",
    "coordinacion-metas": "metas",
    "coordinacion-puntos-y-firmas": "puntos-y-firmas",
}
MANUAL_SCREEN = QSize(1180, 700)
FEW_COLOURS = 64
COURSE = "CAFE-MADRID-0001"
PASTED = "Documento\tNombres\tApellidos\tSexo\n" + "\n".join(
    f"{1098700000 + number}\tPersona\tEjemplo {chr(64 + number)}\t{'FM'[number % 2]}" for number in range(1, 27)
)
PASTED = PASTED.replace("1098700002", "10A98").replace("Ejemplo E\tM", "Ejemplo E\tseñora")


PUBLISHED = (
    "Un total de 16.011 atenciones: 9.312 mujeres y 5.423 hombres\n"
    "5.281 mujeres y 3.842 hombres de 9.123\nMujeres rurales: 312"
)


def clock() -> datetime:
    """The morning after the sample quarter."""
    return NOW


def make_point(folder: Path) -> Workspace:
    """A point in the middle of a day, with the sample quarter behind it and a course under way."""
    point = create(folder, Role.POINT, "cafe-madrid", None, clock)
    for kind in IMPORT_ORDER:
        import_csv(point, kind, SAMPLE_QUARTER / "cafe-madrid" / f"{kind}.csv")
    _run_course(point)
    for gender, service, quantity in (
        (Gender.MAN, Service.COWORKING, 1),
        (Gender.WOMAN, Service.PROCEDURES, 1),
        (Gender.WOMAN, Service.INTERNET, 12),
        (Gender.MAN, Service.PROPERTY_TAX, 1),
        (Gender.MAN, Service.INTERNET, 1),
        (Gender.WOMAN, Service.INTERNET, 1),
    ):
        register(point, Entry(NOW.date(), Modality.IN_PERSON, gender, service, quantity))
    return point


def make_office(folder: Path) -> Workspace:
    """The coordination with the sample quarter, shown as who works there sees it: without what marks a sample."""
    office = build_demo(folder, clock)
    with office.store.write() as session:
        write_setting(session, SettingName.SAMPLE, None)
        session.commit()
    return office


def _run_course(point: Workspace) -> None:
    course = create_activity(
        point,
        ActivityData(
            code=COURSE,
            kind=ActivityKind.COURSE,
            title="Ofimática básica para el empleo",
            axis="Crecimiento profesional",
            strategy="al-punto",
            ally="SENA",
            starts_on=date(2021, 4, 1),
            ends_on=date(2021, 4, 30),
            points=("cafe-madrid", "morrorico"),
            hours=40,
            audience="Personas en busca de empleo",
        ),
    )
    series = Series(date(2021, 4, 1), date(2021, 4, 30), frozenset({1, 3}), "14:00", "16:00", "Sala de sistemas")
    add_series(point, course.id, series)
    names = (("Persona", "Ejemplo Uno", Gender.WOMAN), ("Otra Persona", "Ejemplo Dos", Gender.MAN))
    for number, (name, surname, gender) in enumerate(names, start=1000000001):
        data = PersonData(DocumentType.CITIZEN_CARD, str(number), name, surname, gender)
        enrol_person(point, course.id, register_person(point, data, CURRENT).id)
    rows = enrol_headcount(point, course.id, {Gender.WOMAN: 12, Gender.MAN: 6})
    for session in list_sessions(point, course.id)[:2]:
        save_roll_call(point, session.id, {rows[0].id: 1, rows[1].id: 1, rows[2].id: 10, rows[3].id: 5})
    certify(point, course.id, NOW.date())


Scene = tuple[str, Callable[[Any], object]]


def _open_course(page: Any) -> None:
    page.list.text.setText("Ofimática")
    page.open_activity(page.list.activities.rows[0].id)


def _paste(page: Any) -> None:
    page.part.choose("inscritos")
    page.enrolment.open_paste()
    page.enrolment.paste.paste(PASTED)
    page.enrolment.paste.consent.setChecked(True)


def _receive(page: Any) -> None:
    """Files of every kind have come; nothing is merged."""
    sender = Sender("inem")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "tarjeta").write_bytes(sender.card())
        accept_card(page._workspace, folder / "tarjeta")
        for number, package in enumerate(
            (
                sender.package("2020-12"),
                sender.package("2021-03", 2, atenciones=(attended("2021-03-05", 30),)),
                sender.package("2021-02", epoca=2),
                sender.package("2021-01")[:-9],
            )
        ):
            (folder / f"inem_{number + 1}.bpd").write_bytes(package)
        page.look_at([folder])
        while page.work.is_busy:
            QTest.qWait(10)
        page.files_view.table.select(1)


def _confront(page: Any) -> None:
    page.part.choose(page.confront)
    page.confront.text.setPlainText(PUBLISHED)
    page.confront.confront()


def _open_figure(page: Any) -> None:
    table = page.tables.view.views["atenciones"]
    table.activated.emit(table.model().index(1, 2))


def _show_history(page: Any) -> None:
    page.goals.form.leave()
    page.part.choose(page.history)


def _look_at_card(page: Any) -> None:
    """A second computer of a point wants to be trusted."""
    page.revoke_form.hide()
    with tempfile.TemporaryDirectory() as scratch:
        card = Path(scratch) / "tarjeta"
        card.write_bytes(Sender("morrorico", "otro computador").card(epoch=2))
        page.look_at(card)


SCENES: dict[str, tuple[Scene, ...]] = {
    "Inicio": (("después", lambda page: page.steps.hide()),),
    "Ajustes": (
        ("copias", lambda page: page.show_named("Copias")),
        ("rastro", lambda page: page.show_named("Rastro")),
    ),
    "Registrar": (("caracterizacion", lambda page: page.details.switch()),),
    "Cursos y charlas": (
        ("calendario", lambda page: page.list.look.choose("calendario")),
        ("datos", _open_course),
        ("sesiones", lambda page: page.part.choose("sesiones")),
        ("inscritos", lambda page: page.part.choose("inscritos")),
        ("asistencia", lambda page: page.part.choose("asistencia")),
        ("pegar", _paste),
    ),
    "Certificaciones": (
        ("certificados", lambda page: page.choice.choose(page.choice.values[1])),
        ("plantilla", lambda page: page.choice.choose(page.choice.values[2])),
    ),
    "Tablero": (
        ("filtros", lambda page: page.filter_button.click()),
        ("origen", lambda page: page.open(page.cards.cards[page.cards.measure].part)),
    ),
    "Recepción": (
        ("archivos", _receive),
        ("retenidos", lambda page: page.view.choose(page.view.values[1])),
    ),
    "Cumplimiento": (("mes", lambda page: page.open_month("inem", 2)),),
    "Conciliación": (
        ("cifra", lambda page: page.checks.choose("sumas-atenciones")),
        ("confrontar", _confront),
    ),
    "Metas": (
        ("cifra", lambda page: page.goals.detail.open_stretch()),
        ("nueva", lambda page: page.goals.add()),
        ("historia", _show_history),
    ),
    "Informes": (
        ("origen", _open_figure),
        ("paginas", lambda page: page.part.choose("paginas")),
        ("abiertos", lambda page: page.part.choose("abiertos")),
    ),
    "Ciudadanos": (("persona", lambda page: page.show_person(page.finder.list.people[0].id)),),
    "Puntos y firmas": (
        ("revocar", lambda page: page.revoke_button.click()),
        ("tarjeta", _look_at_card),
    ),
}


def pages(theme: Theme, name: str, workspace: Workspace, size: QSize) -> Iterator[tuple[str, MainWindow]]:
    """Every page of a profile, one after the other, in its window, and what can be opened in it."""
    window = shown(theme, size)
    Opening(window, workspace.folder).show_pages(workspace)
    for place, spec in enumerate(window.specs):
        window.open(place)
        page_name = f"{name}-{spec.name.lower().replace(' ', '-')}"
        yield page_name, window
        for scene, show in SCENES.get(spec.name, ()):
            show(window.page(place))
            yield f"{page_name}-{scene}", window
    window.close()


def shown(theme: Theme, size: QSize = SCREEN) -> MainWindow:
    """An empty window, of the usual screen's size or another."""
    window = MainWindow(theme, NOW.date)
    window.resize(size)
    window.show()
    return window


def settle(window: MainWindow) -> None:
    """Let what is read beside the window, layouts and painters come to rest."""
    while getattr(window.current_page(), "is_busy", False):
        QTest.qWait(10)
    for _ in range(5):
        QApplication.processEvents()
        QTest.qWait(10)


def lighten(picture: Path) -> None:
    """Keep few colours of a picture, which a page of text has anyway."""
    with Image.open(picture) as full:
        few = full.convert("RGB").quantize(FEW_COLOURS, dither=Image.Dither.NONE)
    few.save(picture, optimize=True)


def main() -> None:
    """Make the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--readme", action="store_true", help="only the pictures of the README")
    parser.add_argument("--manual", action="store_true", help="only the pictures of the manual")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    theme = Theme(make_application())
    chosen = README if arguments.readme else MANUAL if arguments.manual else None
    size = MANUAL_SCREEN if arguments.manual else SCREEN
    looks = [(False, 1.0)] if chosen else [(dark, scale) for dark in (False, True) for scale in (1.0, 1.5, 2.0)]
    with tempfile.TemporaryDirectory() as scratch:
        for number, (dark, scale) in enumerate(looks):
            theme.scale = scale
            theme.apply(dark=dark)
            look = f"{'oscuro' if dark else 'claro'}-{round(100 * scale)}"
            folder = Path(scratch) / str(number)
            point, office = make_point(folder / "punto"), make_office(folder / "coordinacion")
            for role, workspace in (("punto", point), ("coordinacion", office)):
                for name, window in pages(theme, role, workspace, size):
                    file = chosen.get(name) if chosen else f"{name}-{look}"
                    settle(window)  # Also before a scene that nobody pictures: it needs what the page is reading.
                    if file:
                        picture = arguments.folder / f"{file}.png"
                        window.grab().save(str(picture))
                        if arguments.manual:
                            lighten(picture)


if __name__ == "__main__":
    main()
