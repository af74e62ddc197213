"""The manual: its chapters and pages, and what of it speaks of something."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from resources.files import MANUAL, MANUAL_PICTURES
from services.errors import AppError
from services.files import produce
from services.manual_text import Block, Section, lines_of, read_page
from services.texts import fold
from services.words import Role
from services.workspace import VERSION

TITLE = "Manual de Bitácora Puntos Digitales"
CARD_TITLE = "Bitácora: teclas y pasos"
CARD = "cartel"
"""The file of the card for the wall, which is no page of the manual."""
AROUND = 9
"""Words of an excerpt before and after the one that was found."""


class ManualError(AppError):
    """The manual could not be written."""


@dataclass(frozen=True)
class Topic:
    """A page of the manual; those of the windows have the name of their page as title."""

    key: str
    title: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Chapter:
    """Pages that belong together; ``role`` is whose they are, or None if they are everybody's."""

    title: str
    role: Role | None
    topics: tuple[Topic, ...]


@dataclass(frozen=True)
class Hit:
    """A section that speaks of what was looked for, with the words around it."""

    topic: str
    title: str
    section: str
    anchor: str
    excerpt: str


_CONTENTS: tuple[tuple[str, Role | None, tuple[str, ...]], ...] = (
    ("Para empezar", None, ("primeros-pasos", "entrar")),
    (
        "En el punto",
        Role.POINT,
        (
            *("un-dia", "fin-de-mes", "inicio", "registrar", "cursos", "certificaciones", "predial", "ciudadanos"),
            "cierre",
        ),
    ),
    (
        "En la coordinación",
        Role.COORDINATION,
        (
            *("coordinacion-mes", "tablero", "recepcion", "cumplimiento", "conciliacion", "informes", "metas"),
            "puntos-y-firmas",
        ),
    ),
    (
        "Para todos",
        None,
        ("ajustes", "datos-personales", "si-algo-falla", "teclas", "glosario", "ordenes", "acerca-de"),
    ),
)


@cache
def chapters() -> tuple[Chapter, ...]:
    """The whole manual."""
    return tuple(Chapter(title, role, tuple(map(_topic, keys))) for title, role, keys in _CONTENTS)


def chapters_for(role: Role | None) -> tuple[Chapter, ...]:
    """The chapters of a role and those of everybody; all of them while there is no role."""
    return tuple(each for each in chapters() if role is None or each.role in (None, role))


def topic(key: str) -> Topic:
    """A page by its key."""
    return next(each for chapter in chapters() for each in chapter.topics if each.key == key)


def topic_titled(title: str) -> Topic | None:
    """The page about a page of the windows, which has its name; None if there is none."""
    return next((each for chapter in chapters() for each in chapter.topics if each.title == title), None)


@cache
def card() -> tuple[Section, ...]:
    """What the card for the wall says."""
    return _read(CARD)[1]


def picture_path(name: str) -> Path | None:
    """The file of a picture, or None where it is not there: the words do without it."""
    path = MANUAL_PICTURES / f"{name}.png"
    return path if path.exists() else None


def search(query: str, role: Role | None = None) -> tuple[Hit, ...]:
    """The sections with every word of ``query``, accents and capitals aside; those named like it come first."""
    wanted = re.findall(r"\w+", fold(query))
    if not wanted:
        return ()
    found = [
        (_rank(wanted, each, section), each, section)
        for chapter in chapters_for(role)
        for each in chapter.topics
        for section in each.sections
        if all(word in _folded(each, section) for word in wanted)
    ]
    found.sort(key=lambda item: item[0])
    return tuple(
        Hit(each.key, each.title, section.title, section.anchor, _excerpt(section, wanted[0]))
        for _, each, section in found
    )


def write_manual(path: Path) -> None:
    """Write the whole manual as PDF."""
    from services.report.write_manual import write_manual_pdf

    _refuse_suffix(path)
    produce(path, write_manual_pdf)


def write_card(path: Path) -> None:
    """Write the card for the wall as PDF, one page."""
    from services.report.write_wall_card import write_card_pdf

    _refuse_suffix(path)
    produce(path, write_card_pdf)


def _refuse_suffix(path: Path) -> None:
    if path.suffix.lower() != ".pdf":
        msg = f"«{path.name}» no termina en .pdf; escriba un nombre como manual.pdf."
        raise ManualError(msg)


def _topic(key: str) -> Topic:
    return Topic(key, *_read(key))


def _read(key: str) -> tuple[str, tuple[Section, ...]]:
    return read_page((MANUAL / f"{key}.md").read_text("utf-8").replace("{version}", VERSION))


@cache
def _folded(each: Topic, section: Section) -> str:
    return fold(" ".join((each.title, section.title, *_lines(section.blocks))))


def _lines(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        yield from lines_of(block)


def _rank(wanted: list[str], each: Topic, section: Section) -> tuple[int, int]:
    """Fewer words missing from the heading come first, then from the title of the page."""
    heading, title = fold(section.title), fold(each.title)
    return (sum(word not in heading for word in wanted), sum(word not in title for word in wanted))


def _excerpt(section: Section, word: str) -> str:
    """The words around the first place of one in a section, or its first words."""
    for line in _lines(section.blocks):
        words = line.split()
        place = next((place for place, each in enumerate(words) if word in fold(each)), None)
        if place is not None:
            start, end = max(0, place - AROUND), place + AROUND + 1
            return f"{'… ' if start else ''}{' '.join(words[start:end])}{' …' if end < len(words) else ''}"
    words = next(_lines(section.blocks), "").split()
    return f"{' '.join(words[: 2 * AROUND])}{' …' if len(words) > 2 * AROUND else ''}"
