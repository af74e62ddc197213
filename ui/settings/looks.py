"""Apariencia: light or dark, and how large the text is."""

from services.settings import TEXT_SIZES, Appearance, Scheme, appearance, set_appearance
from services.workspace import Workspace
from ui.kit.appearance import apply_appearance
from ui.kit.page import Page, WorkBar
from ui.kit.theme import Theme
from ui.kit.widgets import GRID, Segments, column, label
from ui.settings.section import Section

SCHEMES = ((Scheme.SYSTEM, "Como el sistema"), (Scheme.LIGHT, "Claro"), (Scheme.DARK, "Oscuro"))
SIZES: tuple[tuple[int | None, str], ...] = (
    (None, "Como el sistema"),
    *((size, f"{size} %") for size in TEXT_SIZES),
)


class Looks(Section):
    """Two choices that are kept and seen at once."""

    def __init__(self, page: Page, workspace: Workspace, work: WorkBar, theme: Theme) -> None:
        super().__init__(page, workspace, work)
        self._theme = theme
        self.scheme: Segments[Scheme] = Segments("Colores", SCHEMES)
        self.text_size: Segments[int | None] = Segments("Tamaño del texto", SIZES)
        self.fill(
            "Apariencia",
            "Cambia de inmediato y queda así en este perfil.",
            column(label("Colores", "caption"), self.scheme, spacing=GRID // 2),
            column(label("Tamaño del texto", "caption"), self.text_size, spacing=GRID // 2),
        )
        self.scheme.chosen.connect(self._choose)
        self.text_size.chosen.connect(self._choose)

    def refresh(self) -> None:
        """Show what is in force."""
        kept = appearance(self.workspace)
        for segments in (self.scheme, self.text_size):
            segments.blockSignals(True)
        self.scheme.choose(kept.scheme)
        self.text_size.choose(kept.text_size)
        for segments in (self.scheme, self.text_size):
            segments.blockSignals(False)

    def _choose(self) -> None:
        with self.page.telling():
            chosen = Appearance(self.scheme.value, self.text_size.value)
            set_appearance(self.workspace, chosen)
            apply_appearance(self._theme, chosen)
