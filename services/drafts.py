"""What was typed on a page and not yet recorded: kept in the store, offered again, and forgotten when it is."""

import json
from collections.abc import Mapping

from models.desk import Draft
from services.workspace import Workspace

Content = Mapping[str, str]


def save_draft(workspace: Workspace, page: str, content: Content) -> None:
    """Keep what stands in the fields of a page, by field; nothing filled in forgets the draft."""
    filled = {name: text for name, text in content.items() if text}
    with workspace.store.write(even_reading=True) as session:
        if filled:
            session.merge(Draft(page=page, content=json.dumps(filled, ensure_ascii=False), saved_at=workspace.clock()))
        elif (kept := session.get(Draft, page)) is not None:
            session.delete(kept)
        session.commit()


def load_draft(workspace: Workspace, page: str) -> dict[str, str]:
    """What was kept for a page; empty if nothing was."""
    with workspace.store.read() as session:
        kept = session.get(Draft, page)
        found: dict[str, str] = json.loads(kept.content) if kept else {}
        return found
