"""For who listens to the screen: what others see at a glance is said, and what we paint ourselves has its role."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget


def announce(part: QWidget, text: str, *, is_urgent: bool = False) -> None:
    """Let a reader of the screen say a text, after what it is saying or, if it ``is_urgent``, at once."""
    event = QAccessibleAnnouncementEvent(part, text)
    politeness = QAccessible.AnnouncementPoliteness
    event.setPoliteness(politeness.Assertive if is_urgent else politeness.Polite)
    QAccessible.updateAccessibility(event)


def tell_roles() -> None:
    """Let Qt ask our widgets for their role: without one, a chart would be «a panel»."""
    QAccessible.installFactory(_with_role)


def _with_role(_kind: str, watched: QObject) -> QAccessibleInterface | None:
    """The interface of a widget that names its ``heard_as``; Qt has one of its own for any other."""
    role = getattr(watched, "heard_as", None)
    return QAccessibleWidget(watched, role) if isinstance(watched, QWidget) and role is not None else None
