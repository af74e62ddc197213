"""The drill of docs/rescate.md, order by order: a point loses its computer or passphrase, and its figures do not."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.profiles import open_profile
from services.users import print_code
from tests.support import Result, cheap_passphrases, run

OWN, OFFICE, GIVEN = "la clave del punto", "la clave de la oficina", "la clave por telefono"
HEAD = "fecha,modalidad,genero,servicio,cantidad\n"
MONTHS = {
    "enero": "2021-01-12,presencial,mujer,internet,40\n2021-01-13,virtual,hombre,predial,3\n",
    "febrero": "2021-02-09,presencial,hombre,internet,31\n2021-02-10,presencial,otro,tramites,2\n",
    "marzo hasta el respaldo": "2021-03-02,presencial,mujer,internet,17\n",
    "marzo hasta la pérdida": "2021-03-15,virtual,mujer,coworking,5\n",
    "marzo después": "2021-03-24,presencial,hombre,ica,6\n",
}
PRINTS = "fecha,impuesto,medio,cantidad\n2021-02-10,predial,fisica,4\n"


class Drill:
    """A point, a coordination, and the memory that goes between them."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder, self.patch = folder, patch
        self.point, self.office, self.memory = folder / "punto", folder / "oficina", folder / "memoria"
        self.memory.mkdir(parents=True)

    def at_point(self, *words: object, secret: str = OWN) -> str:
        return self._order(self.point, secret, *words)

    def at_office(self, *words: object) -> str:
        return self._order(self.office, OFFICE, *words)

    def _order(self, profile: Path, secret: str, *words: object) -> str:
        result = self.tried(profile, secret, *words)
        assert result.code == 0, result.err
        return result.last_line if result.out else ""

    def tried(self, profile: Path, secret: str, *words: object) -> Result:
        self.patch.setenv("BITACORA_CLAVE", secret)
        return run(*words, profile=profile)

    def begin(self) -> None:
        """Both profiles know and trust one another, and the point is sealed to the coordination."""
        self.at_office("iniciar", "coordinacion")
        self.at_point("iniciar", "punto", "inem")
        self.at_point("tarjeta", self.memory / "tarjeta.txt")
        self.at_office("autorizar", self.memory / "tarjeta.txt")
        self.at_office("tarjeta-rescate", self.memory / "rescate.txt")
        self.at_point("aceptar-rescate", self.memory / "rescate.txt")

    def register(self, part: str, kind: str = "atenciones", rows: str = "", secret: str = OWN) -> None:
        file = self.folder / f"{part}-{kind}.csv"
        file.write_text(rows or HEAD + MONTHS[part], "utf-8")
        self.at_point("importar", kind, file, secret=secret)

    def hand_over(self, month: str, secret: str = OWN) -> str:
        """Close a month and export it; returns its file."""
        self.at_point("cerrar", month, secret=secret)
        return self.at_point("exportar", month, self.memory / "consolidados", secret=secret)

    def work_two_months(self) -> None:
        """January and February are with the coordination, and March is half done."""
        self.register("enero")
        self.register("febrero")
        self.register("impresiones", "impresiones", PRINTS)
        for month in ("2021-01", "2021-02"):
            self.at_office("consolidar", self.hand_over(month))
        self.register("marzo hasta el respaldo")

    def figures(self) -> dict[str, object]:
        """What the report of the quarter says."""
        self.at_office("informe", "2021-T1", "--formato", "json", "--salida", self.folder / "informe.json")
        document: dict[str, object] = json.loads((self.folder / "informe.json").read_text("utf-8"))
        return document


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, object]]:
    """The figures of a quarter in which nothing was lost."""
    with cheap_passphrases(), pytest.MonkeyPatch.context() as patch:
        calm = Drill(tmp_path_factory.mktemp("sin-perdida"), patch)
        calm.begin()
        calm.work_two_months()
        for part in ("marzo hasta la pérdida", "marzo después"):
            calm.register(part)
        calm.at_office("consolidar", calm.hand_over("2021-03"))
        yield calm.figures()


@pytest.fixture
def drill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Drill]:
    with cheap_passphrases():
        yield Drill(tmp_path, monkeypatch)


def lose_the_computer(drill: Drill) -> None:
    """What was registered after the last backup goes with it."""
    drill.register("marzo hasta la pérdida")
    shutil.rmtree(drill.point)


def finish_the_quarter(drill: Drill, secret: str) -> None:
    """The point goes on, what was lost is typed again, and the coordination decides about the new epoch."""
    for part in ("marzo hasta la pérdida", "marzo después"):
        drill.register(part, secret=secret)
    file = drill.hand_over("2021-03", secret)
    held = drill.tried(drill.office, OFFICE, "consolidar", "--json", file)
    assert held.code == 1
    (told,) = json.loads(held.out)
    assert (told["veredicto"], told["epoca"]) == ("retenido", 2)
    drill.at_point("tarjeta", drill.memory / "tarjeta.txt", secret=secret)
    drill.at_office("autorizar", drill.memory / "tarjeta.txt")
    assert "retenido" not in drill.tried(drill.office, OFFICE, "consolidar", file).out


def test_a_lost_computer_is_rescued_and_the_figures_are_those_of_no_loss(
    drill: Drill, expected: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    drill.begin()
    drill.work_two_months()
    backup = drill.at_point("respaldar", drill.memory)
    lose_the_computer(drill)
    monkeypatch.setenv("BITACORA_CLAVE_NUEVA", GIVEN)
    rescued = drill.at_office("rescatar", backup, drill.memory / "rescatado")
    refused = drill.tried(drill.point, OWN, "restaurar", rescued)
    assert "La clave no abre" in refused.err
    drill.at_point("restaurar", rescued, secret=GIVEN)
    finish_the_quarter(drill, GIVEN)
    assert drill.figures() == expected


def test_the_printed_code_does_the_same_without_the_coordination(
    drill: Drill, expected: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    drill.begin()
    drill.work_two_months()
    workspace = open_profile(drill.point, OWN)
    code = print_code(workspace, OWN)
    workspace.close()
    backup = drill.at_point("respaldar", drill.memory)
    lose_the_computer(drill)
    on_paper = code.lower().replace("-", " ")
    drill.at_point("restaurar", backup, secret=on_paper)
    refused = drill.tried(drill.point, on_paper, "cerrar", "2021-03")
    assert "ponga con él una clave nueva («cambiar-clave»)" in refused.err
    monkeypatch.setenv("BITACORA_CLAVE_NUEVA", GIVEN)
    drill.at_point("cambiar-clave", secret=on_paper)
    finish_the_quarter(drill, GIVEN)
    assert drill.figures() == expected


def test_the_orders_say_what_to_compare_and_where_things_are(drill: Drill, monkeypatch: pytest.MonkeyPatch) -> None:
    drill.at_office("iniciar", "coordinacion")
    drill.at_point("iniciar", "punto", "inem")
    card = drill.memory / "rescate.txt"
    written = drill.tried(drill.office, OFFICE, "tarjeta-rescate", card)
    assert written.last_line == str(card)
    fingerprint = written.out.splitlines()[0].partition(": ")[2]
    heard = fingerprint.partition(" (")[0]
    assert len(heard.split()) == 10
    other = drill.tried(drill.point, OWN, "aceptar-rescate", card, "--huella", "otra")
    assert (other.code, "no es la que se comparó" in other.err) == (1, True)
    accepted = drill.tried(drill.point, OWN, "aceptar-rescate", card, "--huella", heard)
    assert accepted.code == 0
    assert fingerprint in accepted.out
    (backup,) = (drill.point / "respaldos").iterdir()
    assert str(backup) in accepted.last_line
    without = drill.tried(drill.office, OFFICE, "rescatar", backup, drill.memory)
    assert (without.code, "BITACORA_CLAVE_NUEVA" in without.err) == (1, True)
    monkeypatch.setenv("BITACORA_CLAVE_NUEVA", GIVEN)
    rescued = drill.tried(drill.office, OFFICE, "rescatar", backup, drill.memory)
    assert rescued.last_line == str(drill.memory / backup.name.replace("inem_", "inem-rescatado_"))
    assert "diga la clave por teléfono" in rescued.out


def test_a_backup_that_was_not_sealed_is_refused_before_a_passphrase_is_asked_for(drill: Drill) -> None:
    drill.at_office("iniciar", "coordinacion")
    drill.at_office("tarjeta-rescate", drill.memory / "rescate.txt")
    drill.at_point("iniciar", "punto", "inem")
    backup = drill.at_point("respaldar", drill.memory)
    refused = drill.tried(drill.office, OFFICE, "rescatar", backup, drill.memory)
    assert refused.code == 1
    assert "no se selló para esta coordinación" in refused.err
