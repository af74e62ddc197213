"""Certificaciones: certify from the roll call, print the certificates, and say how they look."""

from enum import StrEnum

from services.certificates.issue import Certified
from services.texts import counted
from services.workspace import Workspace
from ui.kit.page import Page, Topic, WorkBar
from ui.kit.theme import Theme
from ui.kit.widgets import NoticeKind, Segments
from ui.kit.work import Worker
from ui.point.certificates.certify_view import CertifyView
from ui.point.certificates.issued_view import IssuedView
from ui.point.certificates.template_view import TemplateView


class View(StrEnum):
    """The three things to do on this page."""

    CERTIFY = "Certificar"
    ISSUED = "Certificados"
    TEMPLATE = "Plantilla"


class CertificatesPage(Page):
    """Three views, one at a time."""

    concerns = frozenset({Topic.RECORDS, Topic.MONTHS})

    def __init__(self, workspace: Workspace, theme: Theme, worker: Worker) -> None:
        super().__init__("Certificaciones")
        self.choice: Segments[View] = Segments("Vista", [(each, each.value) for each in View])
        self.tools.addWidget(self.choice)
        self.work = WorkBar(worker)
        self.certify_view = CertifyView(self, workspace, theme)
        self.issued_view = IssuedView(self, workspace, self.work)
        self.template_view = TemplateView(self, workspace, theme)
        self._views: dict[View, CertifyView | IssuedView | TemplateView] = {
            View.CERTIFY: self.certify_view,
            View.ISSUED: self.issued_view,
            View.TEMPLATE: self.template_view,
        }
        self.add(self.work)
        for view in self._views.values():
            view.hide()
            self.add(view, 1)
        self.choice.chosen.connect(self._show_view)
        self.certify_view.certified.connect(self._certified)
        self.issued_view.voided.connect(self._voided)

    @property
    def has_unsaved(self) -> bool:
        """Whether the template was changed, or certifications are written and not registered."""
        return self.template_view.is_edited or self.certify_view.form.is_edited

    def refresh(self) -> None:
        """Read again what the view in use shows."""
        self._views[self.choice.value].refresh()
        self._show_only()

    def _show_view(self) -> None:
        self.notice.clear()
        self.refresh()

    def _show_only(self) -> None:
        for name, view in self._views.items():
            view.setVisible(name is self.choice.value)

    def _certified(self, done: Certified) -> None:
        people = counted(done.people, "persona quedó certificada", "personas quedaron certificadas")
        folios = f" y {counted(len(done.folios), 'certificado', 'certificados')} con folio" if done.folios else ""
        self.notice.say(NoticeKind.GOOD, f"{people}{folios}.", "Ver certificados", self._see_certificates)
        self.changed.emit(Topic.RECORDS)

    def _voided(self) -> None:
        self.changed.emit(Topic.RECORDS)

    def _see_certificates(self) -> None:
        activity = self.certify_view.chosen
        self.choice.choose(View.ISSUED)
        if activity is not None:
            self.issued_view.look_at(activity.id)
        self.issued_view.table.setFocus()
