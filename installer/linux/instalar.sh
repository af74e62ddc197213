#!/bin/sh
# Instala para este usuario, sin administrador, lo que hizo «python dev.py build» en dist/Bitacora, o en la carpeta
# que se dé. Los perfiles están aparte, en ~/.local/share/BitacoraPuntosDigitales, y no se tocan.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
built=${1:-$here/../../dist/Bitacora}
data=${XDG_DATA_HOME:-$HOME/.local/share}
program=$HOME/.local/lib/bitacora

test -x "$built/Bitacora" || { echo "No hay un programa en $built; hágalo con «python dev.py build»." >&2; exit 1; }
if pgrep -u "$(id -u)" -x Bitacora >/dev/null 2>&1; then
    echo "Bitácora está abierta; ciérrela y repita." >&2
    exit 1
fi
mkdir -p "$program" "$data/applications" "$data/mime/packages" "$data/icons/hicolor/scalable/apps"
rm -rf "$program/_internal"
cp -R "$built/." "$program/"
cp "$here/../../resources/bitacora.svg" "$data/icons/hicolor/scalable/apps/bitacora.svg"
cp "$here/bitacora.xml" "$data/mime/packages/bitacora.xml"
sed "s|^Exec=Bitacora|Exec=\"$program/Bitacora\"|" "$here/bitacora.desktop" >"$data/applications/bitacora.desktop"
update-mime-database "$data/mime" 2>/dev/null || true
update-desktop-database "$data/applications" 2>/dev/null || true
echo "Bitácora quedó instalada en $program."
