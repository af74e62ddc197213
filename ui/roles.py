"""What each role finds in the windows: pages and sections that it could do nothing with are not there.

This is courtesy. What somebody may do is decided by the services, which refuse it wherever it comes from.
"""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from services.words import UserRole
from services.workspace import Workspace
from ui.shell import PageSpec

Section = TypeVar("Section")

WHY = "Eso lo hace quien administra este perfil."
OF_MONTHS = {
    UserRole.ASSISTANT: "Cerrar y reabrir el mes lo hace quien administra; usted puede revisarlo y exportarlo.",
    UserRole.READER: "Cerrar, reabrir y exportar el mes lo hace quien administra; usted puede mirarlo.",
}
"""What who may not do everything reads above the months of a point."""
HIDDEN = {
    UserRole.ASSISTANT: frozenset({"Puntos y firmas"}),
    UserRole.READER: frozenset(
        {
            *("Registrar", "Cursos y charlas", "Certificaciones", "Predial e ICA", "Ciudadanos"),
            *("Recepción", "Puntos y firmas"),
        }
    ),
}
"""Pages, by name, that a role does not have, at a point or at the coordination."""
SECTIONS_OF_LEADERS = {"Este punto", "La coordinación", "Envío", "Usuarios", "Código", "Rescate"}
SECTIONS_OF_WRITERS = {"Copias"}


def pages_for(workspace: Workspace, specs: Sequence[PageSpec]) -> tuple[PageSpec, ...]:
    """The pages that who works can do something with."""
    return tuple(spec for spec in specs if may_open(workspace, spec.name))


def may_open(workspace: Workspace, name: str, part: str = "") -> bool:
    """Whether a page, and one of its sections, is there for who works."""
    return name not in HIDDEN.get(workspace.user_role, frozenset()) and part not in _hidden_sections(workspace)


def place_of(specs: Sequence[PageSpec], name: str) -> int:
    """Where a page is, or the first one if it is not there."""
    return next((place for place, spec in enumerate(specs) if spec.name == name), 0)


def sections_for(workspace: Workspace, sections: Iterable[tuple[Section, str]]) -> list[tuple[Section, str]]:
    """The sections of the settings that who works can do something with."""
    hidden = _hidden_sections(workspace)
    return [each for each in sections if each[1] not in hidden]


def _hidden_sections(workspace: Workspace) -> set[str]:
    hidden = set() if workspace.is_full else set(SECTIONS_OF_LEADERS)
    return hidden | SECTIONS_OF_WRITERS if workspace.user_role is UserRole.READER else hidden


def only_for_leaders(workspace: Workspace, *controls: QWidget) -> None:
    """Let controls do nothing, and say why, for who may not do everything, whatever their page enables."""
    if not workspace.is_full:
        _put_out(controls)


def only_for_writers(workspace: Workspace, *controls: QWidget) -> None:
    """The same for who only reads."""
    if workspace.user_role is UserRole.READER:
        _put_out(controls)


def _put_out(controls: Iterable[QWidget]) -> None:
    for control in controls:
        control.setEnabled(False)
        control.setToolTip(WHY)
        control.installEventFilter(_Out(control))


class _Out(QObject):
    """Keeps a control disabled."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Disable it again."""
        if event.type() is QEvent.Type.EnabledChange and isinstance(watched, QWidget) and watched.isEnabled():
            watched.setEnabled(False)
        return super().eventFilter(watched, event)
