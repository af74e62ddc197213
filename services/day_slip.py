"""The slip of a day: what was attended and printed for predial and ICA, to be signed on paper."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from pathlib import Path

from sqlalchemy import select

from models.catalogue import Point
from models.vocabulary import Medium, Modality, Role, Tax
from services import taxes
from services.files import produce
from services.taxes import TaxRecord
from services.texts import number
from services.words import PLURALS, label
from services.workspace import Workspace

TITLE = "Planilla de predial e ICA"
ALONE = "Sin atención"
NOTHING = "No hubo atenciones ni impresiones de predial o ICA este día."

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class SlipTable:
    """A table of the slip, all its cells as they are read; the first ``texts`` columns are words, the last row sums."""

    title: str
    columns: tuple[str, ...]
    rows: Rows
    texts: int


@dataclass(frozen=True)
class DaySlip:
    """What stands on the slip."""

    entity: str
    office: str
    point: str
    day: date
    made_at: datetime
    attentions: SlipTable
    prints: SlipTable
    records: SlipTable


def day_slip(workspace: Workspace, day: date) -> DaySlip:
    """The slip of a day as the register stands now; all its tables come from the same records."""
    workspace.require(Role.POINT)
    with workspace.store.read() as session:
        point = session.scalars(select(Point.name).where(Point.code == workspace.point)).one()
    records = tuple(reversed(taxes.day_records(workspace, day)))
    return DaySlip(
        entity=workspace.municipality.entidad,
        office=workspace.municipality.dependencia,
        point=point,
        day=day,
        made_at=workspace.clock(),
        attentions=_attentions(records),
        prints=_prints(records),
        records=_records(records, workspace.clock().tzinfo),
    )


def write_day_slip(workspace: Workspace, day: date, path: Path) -> None:
    """Write the slip of a day as PDF; the same records at the same moment give the same bytes."""
    from services.report.write_day_slip import write_slip

    slip = day_slip(workspace, day)
    produce(path, lambda beside: write_slip(slip, beside))


def hour(record: TaxRecord, zone: tzinfo | None) -> str:
    """When it was written down: the hour in a zone, with the day if that was another one."""
    local = record.recorded_at.astimezone(zone)
    return local.strftime("%H:%M" if local.date() == record.day else "%d/%m %H:%M")


def _attentions(records: tuple[TaxRecord, ...]) -> SlipTable:
    people: Counter[tuple[Tax, Modality | None]] = Counter()
    for record in records:
        people[record.tax, record.modality] += record.quantity
    return _crossed(
        "Atenciones", [(label(tax), [people[tax, each] for each in Modality]) for tax in Tax], list(Modality)
    )


def _prints(records: tuple[TaxRecord, ...]) -> SlipTable:
    copies: Counter[tuple[Tax, Medium]] = Counter()
    for record in records:
        copies[record.tax, Medium.PHYSICAL] += record.copies.physical
        copies[record.tax, Medium.DIGITAL] += record.copies.digital
    return _crossed("Impresiones", [(label(tax), [copies[tax, each] for each in Medium]) for tax in Tax], list(Medium))


def _crossed(title: str, lines: list[tuple[str, list[int]]], words: list[Modality] | list[Medium]) -> SlipTable:
    """A row per tax and the total, a column per word and the total."""
    sums = [sum(column) for column in zip(*(values for _, values in lines), strict=True)]
    rows = tuple(
        (name, *(number(value) for value in values), number(sum(values))) for name, values in (*lines, ("Total", sums))
    )
    return SlipTable(title, ("Impuesto", *(PLURALS[word] for word in words), "Total"), rows, texts=1)


def _records(records: tuple[TaxRecord, ...], zone: tzinfo | None) -> SlipTable:
    rows = [
        (
            hour(record, zone),
            label(record.tax),
            label(record.modality) if record.modality else ALONE,
            label(record.gender) if record.gender else "",
            number(record.quantity),
            number(record.copies.physical),
            number(record.copies.digital),
        )
        for record in records
    ]
    sums = (
        sum(record.quantity for record in records),
        sum(record.copies.physical for record in records),
        sum(record.copies.digital for record in records),
    )
    columns = ("Hora", "Impuesto", "Modalidad", "Género", "Personas", PLURALS[Medium.PHYSICAL], PLURALS[Medium.DIGITAL])
    total = ("Total", "", "", "", *map(number, sums))
    return SlipTable("Registros del día", columns, (*rows, total), texts=4)
