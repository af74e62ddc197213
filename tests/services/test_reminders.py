"""The letters to the points that lack a month, or whose file waits for an explanation."""

from dataclasses import replace
from pathlib import Path

import pytest

from services.completeness import Completeness, MonthOfPoint, board
from services.merging import resolve
from services.merging.receive import receive
from services.office import Office, save_office
from services.periods import Month, Period
from services.reminders import ANY_QUESTION, QUESTIONS, reminders, together
from services.workspace import Workspace
from tests.support import POINTS, Sender, on

HOW_ONE = (
    "Para enviarlo, abra Bitácora en el punto, entre a «Cierre y envío», elija el mes y use «Cerrar mes». "
    "Luego use «Exportar a una carpeta…» y envíenos el archivo, que termina en .bpd. "
    "Si no hubo actividad en ese mes, use «Cerrar sin actividad…» y escriba el motivo."
)
WHAT_ONE = (
    "No hemos recibido el consolidado de enero de 2021 del Punto Digital Iném. El plazo venció el 5 de febrero de 2021."
)


def missing(*months: str, point: str = "inem", name: str = "Iném") -> list[MonthOfPoint]:
    return [
        MonthOfPoint(
            point=point,
            point_name=name,
            month=month,
            state=Completeness.MISSING,
            epoch=0,
            revision=0,
            received_at=None,
            zero_reason=None,
            first_at=None,
            deadline=(Month.parse(month) + 1).first_day.replace(day=5),
            is_expected=True,
            is_due=True,
            days_over=7,
            held_reasons=(),
        )
        for month in months
    ]


def held(month: str, *reasons: str) -> MonthOfPoint:
    return replace(missing(month)[0], state=Completeness.HELD, held_reasons=reasons)


def test_one_missing_month_is_asked_for_in_the_singular(coordination: Workspace) -> None:
    (letter,) = reminders(coordination, missing("2021-01"))
    assert (letter.point, letter.point_name) == ("inem", "Iném")
    assert letter.text.split("\n\n") == [
        "Cordial saludo.",
        WHAT_ONE,
        HOW_ONE,
        "Si ya lo envió, por favor díganos cuándo y por qué medio.",
        "Gracias por su apoyo.",
        "Coordinación de Puntos Digitales\nAlcaldía de Bucaramanga",
    ]


def test_several_missing_months_are_listed_with_their_deadlines(coordination: Workspace) -> None:
    (letter,) = reminders(coordination, missing("2020-12", "2021-01"))
    assert (
        "No hemos recibido los consolidados de estos meses del Punto Digital Iném:\n"
        "- diciembre de 2020: el plazo venció el 5 de enero de 2021\n"
        "- enero de 2021: el plazo venció el 5 de febrero de 2021\n"
    ) in letter.text
    assert "Para enviarlos" in letter.text
    assert "Si en alguno de esos meses no hubo actividad" in letter.text
    assert "Si ya los envió" in letter.text


@pytest.mark.parametrize(
    ("reason", "asked"),
    [
        (resolve.CONFLICT, "díganos cuál es el correcto y por qué hay dos"),
        (resolve.NEW_EPOCH.format(epoch=2), "se restauró de un respaldo; confírmenos si fue así"),
        (resolve.JUMP.format(reached=1, revision=20), "cuántas veces se reabrió y cerró el mes"),
        (resolve.FORK, "díganos en cuál se trabaja"),
        (resolve.CHOSEN_OTHER, "que ya se había aclarado"),
        ("por otra cosa", ANY_QUESTION),
    ],
)
def test_a_held_month_asks_what_must_be_explained(coordination: Workspace, reason: str, asked: str) -> None:
    (letter,) = reminders(coordination, [held("2021-03", reason, reason)])
    assert "Necesitamos, del Punto Digital Iném, una aclaración" in letter.text
    assert letter.text.count("- marzo de 2021: ") == 1, "the two sides of a conflict ask once"
    assert asked in letter.text
    assert "No hemos recibido" not in letter.text


def test_no_question_is_taken_for_another() -> None:
    starts = [reason.partition("{")[0] for reason in QUESTIONS]
    assert all(starts)
    assert not any(one != other and one.startswith(other) for one in starts for other in starts)


def test_missing_and_held_months_go_in_one_letter(coordination: Workspace) -> None:
    (letter,) = reminders(coordination, [*missing("2021-01"), held("2021-02", resolve.FORK)])
    assert "El plazo venció el 5 de febrero de 2021." in letter.text
    assert "Además, necesitamos una aclaración" in letter.text


def test_the_signer_of_the_office_signs(coordination: Workspace) -> None:
    save_office(coordination, Office(signer="Persona Ejemplo Uno", post="Jefe de oficina"))
    (letter,) = reminders(coordination, missing("2021-01"))
    assert letter.text.endswith(
        "\n\nPersona Ejemplo Uno\nJefe de oficina\nCoordinación de Puntos Digitales\nAlcaldía de Bucaramanga"
    )


def test_only_who_lacks_something_due_is_written_to(
    coordination: Workspace, senders: dict[str, Sender], tmp_path: Path
) -> None:
    for number, point in enumerate(POINTS[:6]):
        (tmp_path / f"{number}.bpd").write_bytes(senders[point].package("2021-03"))
    (tmp_path / "6.bpd").write_bytes(senders["cp4ri"].package("2021-03", epoca=2))
    receive(coordination, [tmp_path])
    march, april = (board(coordination, Period.parse(period)) for period in ("2021-03", "2021-04"))
    assert [letter.point for letter in reminders(coordination, march)] == [*POINTS[6:], "cp4ri"]
    assert reminders(coordination, april) == (), "the deadline of April has not come"
    early = replace(coordination, clock=on("2021-04-05"))
    assert [letter.point for letter in reminders(early, board(early, Period.parse("2021-03")))] == ["cp4ri"]


def test_all_letters_as_one_text(coordination: Workspace) -> None:
    cells = [*missing("2021-01"), *missing("2021-02", point="la-joya", name="La Joya")]
    text = together(reminders(coordination, cells))
    assert text.startswith("Para Iném:\n\nCordial saludo.")
    assert text.index("enero de 2021") < text.index("Para La Joya:") < text.index("febrero de 2021 del Punto")
    assert "5 de marzo de 2021" in text
