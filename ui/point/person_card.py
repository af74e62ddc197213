"""Everything held of one person, and what the law lets the person ask for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout

from services.people.consent import CURRENT, age
from services.people.data import spoken_document
from services.people.held import Held
from services.texts import counted
from services.words import label
from ui.kit import widgets
from ui.kit.flow import FlowLayout
from ui.kit.tables import Column, DataTable, RowsModel
from ui.kit.widgets import GRID, Card, button, clear, column, restyle

ROWS_SHOWN = 6


@dataclass(frozen=True)
class HeldRow:
    """A record of the person, as the table shows it."""

    day: date
    what: str
    detail: str


class PersonCard(Card):
    """Data, authorisation and records of a person; the buttons ask, the page does."""

    correct = Signal()
    export = Signal()
    withdraw = Signal()
    renew = Signal()
    join = Signal()
    delete = Signal()

    def __init__(self) -> None:
        inside = column(spacing=12)
        super().__init__(inside)
        self.name = widgets.label("", "title", wrap=True)
        self.facts = QGridLayout()
        self.facts.setHorizontalSpacing(2 * GRID)
        self.facts.setVerticalSpacing(GRID // 2)
        self.facts.setColumnStretch(1, 1)
        self.consent = widgets.label("", wrap=True)
        self.counts = widgets.label("", "strong", wrap=True)
        self.records: RowsModel[HeldRow] = RowsModel(_columns())
        self.table = DataTable("Registros de esta persona", self.records, stretch=2)
        self.buttons = {
            "correct": button("Corregir", self.correct.emit),
            "export": button("Exportar sus datos…", self.export.emit, tip="Un PDF y un archivo JSON con todo"),
            "join": button("Unir con otra ficha…", self.join.emit),
            "withdraw": button("Retirar la autorización…", self.withdraw.emit),
            "renew": button("", self.renew.emit),
            "delete": button("Eliminar…", self.delete.emit),
        }
        tools = FlowLayout(*self.buttons.values(), spacing=GRID)
        inside.addWidget(self.name)
        inside.addLayout(self.facts)
        inside.addWidget(self.consent)
        inside.addLayout(tools)
        for part in (widgets.rule(), self.counts, self.table):
            inside.addWidget(part)

    def show_person(self, held: Held, today: date) -> None:
        """Show somebody."""
        self.name.setText(held.data.full_name)
        clear(self.facts)
        for place, (name, text) in enumerate(_facts(held, today)):
            caption = widgets.label(name, "soft")
            value = widgets.label(text, wrap=True)
            value.setAccessibleName(f"{name}: {text}")
            self.facts.addWidget(caption, place, 0)
            self.facts.addWidget(value, place, 1)
        self._show_consent(held)
        rows = _rows(held)
        self.counts.setText(_counts(held))
        self.records.set_rows(rows)
        self.table.setVisible(bool(rows))
        line = self.table.verticalHeader().defaultSectionSize()
        head = self.table.horizontalHeader().sizeHint().height()
        self.table.setFixedHeight(line * min(len(rows), ROWS_SHOWN) + head + 4)

    def _show_consent(self, held: Held) -> None:
        newest = next((each for each in held.consents if each.withdrawn_at is None), None)
        if newest is not None:
            text = f"Autorizó guardar sus datos el {newest.given_at.astimezone():%d/%m/%Y} (texto {newest.version})."
        else:
            days = [each.withdrawn_at for each in held.consents if each.withdrawn_at is not None]
            day = f" el {max(days).astimezone():%d/%m/%Y}" if days else ""
            text = f"Retiró su autorización{day}: no puede elegirse en registros nuevos. Si lo pide, elimine sus datos."
        self.consent.setText(text)
        restyle(self.consent, "role", "" if newest else "warning")
        self.buttons["withdraw"].setVisible(newest is not None)
        self.buttons["renew"].setText("Autoriza el texto nuevo…" if newest else "Autoriza otra vez…")
        self.buttons["renew"].setVisible(newest is None or newest.version != CURRENT)


def _facts(held: Held, today: date) -> Sequence[tuple[str, str]]:
    data = held.data
    born = f"{data.birth_date:%d/%m/%Y} ({age(data.birth_date, today)} años)" if data.birth_date else "Sin dato"
    return (
        ("Documento", f"{label(data.document_type)}: {spoken_document(data.document_type, data.document)[3:].strip()}"),
        ("Género", label(data.gender)),
        ("Fecha de nacimiento", born),
        ("Teléfono", data.phone or "Sin dato"),
        ("Correo", data.email or "Sin dato"),
    )


def _counts(held: Held) -> str:
    kept = (
        counted(len(held.attendances), "atención", "atenciones"),
        counted(len(held.enrolments), "inscripción", "inscripciones"),
        counted(len(held.certifications), "certificación", "certificaciones"),
    )
    return f"A su nombre hay {kept[0]}, {kept[1]} y {kept[2]}."


def _rows(held: Held) -> tuple[HeldRow, ...]:
    rows = [
        HeldRow(
            each.day,
            "Atención",
            ", ".join(filter(None, (each.service_name, label(each.modality).lower(), each.activity, each.note)))
            + (f" (anulada: {each.void_reason})" if each.void_reason else ""),
        )
        for each in held.attendances
    ]
    rows += [HeldRow(each.starts_on, "Inscripción", f"{label(each.kind)}: {each.title}") for each in held.enrolments]
    rows += [
        HeldRow(
            each.day,
            "Certificación",
            ", ".join(filter(None, (each.title, each.folio, each.issued_by)))
            + (f" (anulada: {each.void_reason})" if each.void_reason else ""),
        )
        for each in held.certifications
    ]
    return tuple(sorted(rows, key=lambda each: each.day, reverse=True))


def _columns() -> tuple[Column[HeldRow], ...]:
    return (
        Column("Fecha", lambda each: each.day.strftime("%d/%m/%Y")),
        Column("Registro", lambda each: each.what),
        Column("Detalle", lambda each: each.detail),
    )
