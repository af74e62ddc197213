"""What to write to a point whose months are missing or wait for it to explain something: a letter ready to paste."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from services.completeness import MonthOfPoint
from services.merging import resolve
from services.office import office
from services.periods import Month
from services.report.styling import long_date, writable
from services.workspace import Workspace

BETWEEN = "\n\n" + "—" * 20 + "\n\n"

QUESTIONS = {
    resolve.CONFLICT: "llegaron dos archivos de la misma revisión con contenido distinto; "
    "díganos cuál es el correcto y por qué hay dos",
    resolve.NEW_EPOCH: "el archivo dice que el punto se restauró de un respaldo; confírmenos si fue así y cuándo",
    resolve.JUMP: "el número de la revisión saltó más de lo usual; confírmenos cuántas veces se reabrió y cerró el mes",
    resolve.FORK: "parece que dos computadores cierran los meses del punto; díganos en cuál se trabaja",
    resolve.STRAY: "el archivo no sale del último que recibimos y parece venir de otro computador; "
    "díganos en cuál se trabaja",
    resolve.CHOSEN_OTHER: "llegó otro archivo de una revisión que ya se había aclarado; díganos cuál es el correcto",
}
"""What the point is asked, by why its file is held."""
ANY_QUESTION = "confírmenos que el archivo es el correcto"


@dataclass(frozen=True)
class Reminder:
    """The letter to one point."""

    point: str
    point_name: str
    text: str


def reminders(workspace: Workspace, cells: Sequence[MonthOfPoint]) -> tuple[Reminder, ...]:
    """A letter to each point of a board that lacks a month whose deadline has passed, or has something to explain."""
    signed = office(workspace)
    city = workspace.municipality
    signature = [signed.signer, signed.post] if signed.signer else []
    close = "\n".join(each for each in (*signature, f"Coordinación de {city.programa}", city.entidad) if each)
    concerned = [cell for cell in cells if cell.is_missing or cell.held]
    return tuple(
        Reminder(point, name, writable(_letter(name, list(theirs), close)))
        for (point, name), theirs in groupby(concerned, key=lambda cell: (cell.point, cell.point_name))
    )


def together(letters: Sequence[Reminder]) -> str:
    """Several letters as one text, each below the name of its point."""
    return BETWEEN.join(f"Para {letter.point_name}:\n\n{letter.text}" for letter in letters)


def _letter(name: str, cells: Sequence[MonthOfPoint], close: str) -> str:
    missing = [cell for cell in cells if cell.is_missing]
    held = [cell for cell in cells if cell.held]
    parts = ["Cordial saludo."]
    if missing:
        parts += [_what_is_missing(name, missing), _how_to_send(len(missing)), _if_sent(len(missing))]
    if held:
        parts.append(_what_to_explain(name, held, is_more=bool(missing)))
    return "\n\n".join([*parts, "Gracias por su apoyo.", close])


def _what_is_missing(name: str, missing: Sequence[MonthOfPoint]) -> str:
    if len(missing) == 1:
        month, last_day = _month(missing[0]), long_date(missing[0].deadline)
        return f"No hemos recibido el consolidado de {month} del Punto Digital {name}. El plazo venció el {last_day}."
    lines = [f"- {_month(cell)}: el plazo venció el {long_date(cell.deadline)}" for cell in missing]
    return "\n".join([f"No hemos recibido los consolidados de estos meses del Punto Digital {name}:", *lines])


def _how_to_send(months: int) -> str:
    way = "elija el mes y use «Cerrar mes». Luego use «Exportar a una carpeta…»"
    if months == 1:
        return (
            f"Para enviarlo, abra Bitácora en el punto, entre a «Cierre y envío», {way} y envíenos el archivo, que "
            "termina en .bpd. Si no hubo actividad en ese mes, use «Cerrar sin actividad…» y escriba el motivo."
        )
    return (
        f"Para enviarlos, abra Bitácora en el punto, entre a «Cierre y envío» y haga lo mismo con cada mes: {way}. "
        "Envíenos los archivos, que terminan en .bpd. Si en alguno de esos meses no hubo actividad, use «Cerrar sin "
        "actividad…» y escriba el motivo."
    )


def _if_sent(months: int) -> str:
    return f"Si ya {'lo' if months == 1 else 'los'} envió, por favor díganos cuándo y por qué medio."


def _what_to_explain(name: str, held: Sequence[MonthOfPoint], *, is_more: bool) -> str:
    start = "Además, necesitamos" if is_more else f"Necesitamos, del Punto Digital {name},"
    lines = [
        f"- {_month(cell)}: {question}"
        for cell in held
        for question in dict.fromkeys(_question(reason) for reason in cell.held_reasons)
    ]
    return "\n".join([f"{start} una aclaración para poder recibir lo que llegó:", *lines])


def _question(reason: str) -> str:
    """What to ask; what comes before the first figure or colon of a reason tells which it is."""
    return next(
        (asked for known, asked in QUESTIONS.items() if reason.startswith(re.split("[{:]", known)[0])), ANY_QUESTION
    )


def _month(cell: MonthOfPoint) -> str:
    return Month.parse(cell.month).name
