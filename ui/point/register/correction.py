"""Corrects a record in place: the right values and why; the wrong record stays, voided."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from services.offered import Services
from services.recording import LARGEST_GROUP, AttendanceRecord, Entry
from services.words import Gender, Modality, label
from ui.kit import widgets
from ui.kit.asking import Asking
from ui.kit.flow import FlowLayout
from ui.kit.wide_list import WideList
from ui.kit.widgets import GRID, button, column, row


class CorrectionForm(Asking):
    """Filled with a record; ``given`` carries the record's id, the right Entry and the reason."""

    given = Signal(int, object, str)

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._record: AttendanceRecord | None = None
        self.title = widgets.label("", "heading", wrap=True)
        self.service = WideList()
        self.offer(services)
        self.modality = WideList()
        for modality in Modality:
            self.modality.addItem(label(modality), modality)
        self.gender = WideList()
        for gender in Gender:
            self.gender.addItem(label(gender), gender)
        self.quantity = widgets.number_field(1, LARGEST_GROUP)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("Motivo de la corrección")
        names = {"Servicio": self.service, "Modalidad": self.modality, "Género": self.gender, "Personas": self.quantity}
        for name, field in (*names.items(), ("Motivo de la corrección", self.reason)):
            field.setAccessibleName(name)
        self.accept = button("Corregir", self._give, "primary")
        self.accept.setEnabled(False)
        self.reason.textChanged.connect(lambda text: self.accept.setEnabled(bool(text.strip())))
        self.reason.returnPressed.connect(self._give)
        fields = FlowLayout(*names.values(), spacing=GRID)
        last = row(self.reason, self.accept, button("Cancelar", self.leave))
        self.setLayout(column(self.title, fields, last, margins=2 * GRID))

    def offer(self, services: Services) -> None:
        """Offer the services that there are."""
        self._services = services
        self.service.clear()
        for code, name in services.choices():
            self.service.addItem(name, code)

    def correct(self, record: AttendanceRecord) -> None:
        """Ask for the right values of a record."""
        self._record = record
        entry = record.entry
        self.title.setText(f"Corregir el registro de las {record.recorded_at:%H:%M:%S}")
        self.offer(self._services)
        if self.service.findData(entry.service) < 0:  # Offered no more, and still what the record has.
            self.service.addItem(record.service_name, entry.service)
        self.service.setCurrentIndex(self.service.findData(entry.service))
        self.modality.setCurrentIndex(self.modality.findData(entry.modality))
        self.gender.setCurrentIndex(self.gender.findData(entry.gender))
        self.quantity.setValue(entry.quantity)
        self.reason.clear()
        self.show_asking(self.service)

    def _give(self) -> None:
        if self._record is None or not self.reason.text().strip():
            return
        entry: Entry = replace(
            self._record.entry,
            service=self.service.currentData(),
            modality=self.modality.currentData(),
            gender=self.gender.currentData(),
            quantity=self.quantity.value(),
        )
        if entry == self._record.entry:
            self.title.setText("No cambió nada: corrija un dato, o cancele")
            return
        self.hide()
        self.given.emit(self._record.id, entry, self.reason.text())
