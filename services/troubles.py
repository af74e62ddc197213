"""Why a profile does not open, what that means for what is in it, and what there is to choose."""

import errno
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from models.failures import (
    BusyStoreError,
    FullDiskError,
    MigrationError,
    NewerStoreError,
    UnreadableStoreError,
    UnsafeSqliteError,
)
from services.crashes import described, places_of
from services.errors import AppError, explain
from services.found_backups import found_backups
from services.holding import ProfileInUseError
from services.profiles import KEYS_FILE, STORE_FILE, CityError, KeysError
from services.replacing import ReplacementError
from services.space import backup_needs, free

REPLACING = "Al restaurar, lo que hay ahora no se borra: queda aparte, en una carpeta del mismo perfil."
SAFE = "Lo guardado está entero."
READ_ONLY = (errno.EROFS, errno.EACCES, errno.EPERM)
FULL = (errno.ENOSPC, errno.EDQUOT)


class HalfProfileError(AppError):
    """The store of a profile is gone; its keys or its backups are still there."""

    def __init__(self) -> None:
        super().__init__(
            f"En esta carpeta hubo un perfil y falta su almacén («{STORE_FILE}»); restaure un respaldo o abra otra "
            "carpeta."
        )


@dataclass(frozen=True)
class Trouble:
    """A failure told: a heading, the sentence, what it means, whether a backup helps, and the detail for support."""

    title: str
    sentence: str
    meaning: str
    can_restore: bool
    detail: str


@dataclass(frozen=True)
class _Told:
    """How a kind of failure is told; ``sentence`` "" leaves the one that the error has everywhere."""

    title: str
    meaning: str
    can_restore: bool = False
    sentence: str = ""


def trouble_of(error: Exception, folder: Path) -> Trouble | None:
    """What to tell of an error met while the profile in ``folder`` was opened; None for a mistake of the program."""
    sentence = explain(error)
    if sentence is None:
        return None
    told = _disk_trouble(error, folder) or _TOLD.get(type(error), _OTHER)
    detail = described(folder, places_of(error), datetime.now().astimezone())
    return Trouble(told.title, told.sentence or sentence, told.meaning, told.can_restore, detail)


def trouble_of_bug(sentence: str, report: Path | None) -> Trouble:
    """What to tell of a mistake of the program, of which a report was written if it could be."""
    try:
        detail = sentence if report is None else report.read_text("utf-8")
    except OSError:
        detail = sentence
    return Trouble("Bitácora se detuvo", sentence, f"{SAFE} Puede intentar otra vez.", can_restore=False, detail=detail)


def refuse_half(folder: Path) -> None:
    """Raise HalfProfileError if ``folder``, which has no store, is not simply empty.

    Keys beside a store that is being made are those of a start that was interrupted: there is nothing to lose yet.
    """
    has_keys = (folder / KEYS_FILE).exists() and not (folder / f"nuevo-{STORE_FILE}").exists()
    if has_keys or found_backups(folder):
        raise HalfProfileError


def is_damage(error: Exception) -> bool:
    """Whether an error means that the store is damaged."""
    return isinstance(error, UnreadableStoreError)


def is_unsaved(error: Exception) -> bool:
    """Whether an error means that the disk took something no more."""
    return isinstance(error, FullDiskError)


def _disk_trouble(error: Exception, folder: Path) -> _Told | None:
    """SQLite says the same of a full disk and of one that takes nothing; people have to do different things."""
    number = error.errno if isinstance(error, OSError) else None
    if not isinstance(error, FullDiskError) and number not in (*READ_ONLY, *FULL):
        return None
    left = free(folder)
    is_full = number in FULL or (left is not None and left < max(backup_needs(folder / STORE_FILE), 2**20))
    is_writable = number not in READ_ONLY and os.access(folder, os.W_OK)
    return _FULL if is_full and is_writable else _UNWRITABLE


_FULL = _Told(
    "El disco está lleno",
    f"{SAFE} Vacíe la papelera, pase a otro disco fotos, videos o descargas, y luego intente otra vez.",
    sentence="El disco está lleno y Bitácora no puede trabajar en él; libere espacio e intente otra vez.",
)
_UNWRITABLE = _Told(
    "La carpeta no se puede escribir",
    f"{SAFE} Quite la protección contra escritura de la memoria o pida permiso sobre la carpeta. También puede "
    "copiar la carpeta entera a otro disco y abrirla allí.",
    sentence="La carpeta del perfil es de solo lectura o falta permiso para escribir en ella.",
)
_OTHER = _Told("No se pudo abrir el perfil", "Nada cambió.")
_TOLD: dict[type[Exception], _Told] = {
    UnreadableStoreError: _Told("El almacén está dañado", REPLACING, can_restore=True),
    KeysError: _Told(
        "Faltan las claves del perfil",
        f"Sin ellas el almacén no se puede leer; cada respaldo trae las suyas. {REPLACING}",
        can_restore=True,
    ),
    HalfProfileError: _Told("Falta el almacén del perfil", REPLACING, can_restore=True),
    ReplacementError: _Told("Una restauración quedó a medias", REPLACING, can_restore=True),
    CityError: _Told("El perfil está dañado", REPLACING, can_restore=True),
    MigrationError: _Told(
        "El perfil no se pudo actualizar",
        f"{SAFE} Siga con la versión anterior del programa y envíe el detalle a soporte, o restaure un respaldo. "
        f"{REPLACING}",
        can_restore=True,
        sentence="La actualización del almacén falló y se deshizo; quedó como estaba.",
    ),
    NewerStoreError: _Told("El perfil es de una versión más nueva", f"{SAFE} No hace falta ningún respaldo."),
    UnsafeSqliteError: _Told("La instalación está incompleta", SAFE),
    ProfileInUseError: _Told(
        "El perfil ya está abierto", f"{SAFE} Si no ve otra ventana, reinicie el computador e intente otra vez."
    ),
    BusyStoreError: _Told("El almacén está ocupado", SAFE),
}
