"""The comparison says where the figures beside the period were published."""

from services.earlier import load_earlier
from services.merging.receive import receive
from services.periods import Period
from services.report.compile import Report, compile_report
from services.report.table import Table
from services.report.tables import report_tables
from services.workspace import Workspace
from tests.support import Sender


def load(coordination: Workspace, source: str, *rows: str) -> None:
    path = coordination.folder / "historia.csv"
    path.write_text("\n".join(("mes;medida;desglose;categoria;cantidad", *rows)), "utf-8")
    load_earlier(coordination, path, source, "Persona Ejemplo Uno")


def tables(report: Report) -> dict[str, Table]:
    return {table.key: table for table in report_tables(report)}


def test_loaded_figures_name_their_sources_in_the_table_that_shows_them(coordination: Workspace) -> None:
    first = [f"2020-{month:02};atenciones;;;100" for month in range(1, 4)]
    load(coordination, "Informe de gestión, primer trimestre de 2020.", *first)
    load(coordination, "Boletín de fin de año", "2020-12;predial;;;7", "2020-12;impresiones-predial;;;3")
    load(coordination, "Un informe que aquí no se usa", "2018-01;atenciones;;;5", "2020-12;impresiones-ica;;;3")
    made = tables(compile_report(coordination, Period.parse("2021-T1")))
    own = "Fuente: Coordinación de Puntos Digitales, Oficina Asesora TIC, primer trimestre de 2021."
    loaded = "Cifras cargadas: Informe de gestión, primer trimestre de 2020; Boletín de fin de año."
    assert made["comparacion"].source.startswith(own)
    assert made["comparacion"].source.endswith(loaded)
    assert [row[-1] for row in made["comparacion"].rows][:4:3] == ["cifras cargadas", "cifras cargadas, sin 2 meses"]
    assert "Cifras cargadas" not in made["atenciones"].source


def test_a_source_of_which_records_took_the_place_is_not_named(
    coordination: Workspace, senders: dict[str, Sender]
) -> None:
    load(coordination, "Informe de 2020", "2020-12;atenciones;;;5")
    assert "Informe de 2020" in tables(compile_report(coordination, Period.parse("2021-01")))["comparacion"].source
    path = coordination.folder / "uno.bpd"
    path.write_bytes(senders["inem"].package("2020-12"))
    receive(coordination, [path])
    assert "Informe de 2020" not in tables(compile_report(coordination, Period.parse("2021-01")))["comparacion"].source
