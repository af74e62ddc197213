"""Makes bitacora.ico, the icon of the program and of its files on Windows, from resources/bitacora.svg.

``python dev.py build`` runs it; another place for it may follow.
"""

import struct
import sys
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ICON = Path(__file__).with_name("bitacora.ico")
DRAWING = Path(__file__).parent.parent / "resources" / "bitacora.svg"
SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
"""Pixels a side that Windows asks for, at 100 to 250 % of its scale."""
HEADER, ENTRY = struct.Struct("<HHH"), struct.Struct("<BBBBHHII")
"""An icon file is a header, an entry for each picture, and the pictures."""
KIND, PLANES, BITS = 1, 1, 32


def main() -> None:
    """Write the icon."""
    _application = QGuiApplication([*sys.argv[:1], "-platform", "offscreen"])
    pictures = [drawn(size) for size in SIZES]
    place = HEADER.size + ENTRY.size * len(SIZES)
    parts = [HEADER.pack(0, KIND, len(SIZES))]
    for size, picture in zip(SIZES, pictures, strict=True):
        side = size % 256  # 256 is written as 0.
        parts.append(ENTRY.pack(side, side, 0, 0, PLANES, BITS, len(picture), place))
        place += len(picture)
    (Path(sys.argv[1]) if len(sys.argv) > 1 else ICON).write_bytes(b"".join((*parts, *pictures)))


def drawn(size: int) -> bytes:
    """The drawing in a size, as PNG."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(DRAWING)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


if __name__ == "__main__":
    main()
