"""A profile that was opened beside the window, for a window that may be gone by then."""

from services.errors import CancelledError
from services.workspace import Workspace
from ui.kit.work import Progress


def awaited(workspace: Workspace, report: Progress) -> Workspace:
    """The profile, if somebody still waits for it; else it is closed again, and CancelledError raised."""
    try:
        report(1, 1)
    except CancelledError:
        workspace.close()
        raise
    return workspace
