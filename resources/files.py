"""Where the program's own data files lie, from source and from the built program alike."""

from pathlib import Path

ROOT = Path(__file__).parent
MUNICIPALITY = ROOT / "municipio.json"
SAMPLE_QUARTER = ROOT / "muestra"
OPEN_DATA = ROOT / "datos-abiertos"
WORDS = ROOT / "palabras.txt"
ICONS = ROOT / "icons"
ICON = ROOT / "bitacora.svg"
FONT_REGULAR = ROOT / "fonts" / "BitacoraSans-Regular.ttf"
FONT_BOLD = ROOT / "fonts" / "BitacoraSans-Bold.ttf"
MANUAL = ROOT / "manual"
MANUAL_PICTURES = MANUAL / "figuras"
MAIN = ROOT.parent / "main.py"
"""What Python runs to start the program; the built one is its own executable."""
