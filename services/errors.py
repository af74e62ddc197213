"""The one base of every refusal, and the one place where errors become text for people."""

import errno

from models.failures import (
    BusyStoreError,
    FullDiskError,
    LostDiskError,
    MigrationError,
    NewerStoreError,
    ReaderError,
    StoreError,
    UnreadableStoreError,
    UnsafeSqliteError,
)


class AppError(Exception):
    """A refusal that a user can act on: one Spanish sentence; nothing was changed."""


class CancelledError(AppError):
    """The user stopped long work at one of its steps."""

    def __init__(self) -> None:
        super().__init__("Se canceló y nada cambió; repítalo cuando quiera.")


def explain(error: BaseException) -> str | None:
    """The sentence to show for an error of the user's world, or None for a mistake of the program."""
    if isinstance(error, AppError):
        return str(error)
    if isinstance(error, StoreError):
        return _SENTENCES[type(error)]
    if isinstance(error, OSError):
        what = f"usar «{error.filename}»" if error.filename else "leer o escribir"
        return f"No se pudo {what} ({system_reason(error)}); revise la ruta, el espacio y los permisos."
    return None


def system_reason(error: OSError) -> str:
    """Why the system refused, in Spanish, for the causes that users meet."""
    return _CAUSES.get(error.errno or 0, f"error {error.errno} del sistema")


_CAUSES = {
    errno.ENOENT: "no existe",
    errno.EACCES: "sin permiso",
    errno.EPERM: "sin permiso",
    errno.EROFS: "es de solo lectura",
    errno.ENOTDIR: "la carpeta no existe",
    errno.EEXIST: "ya existe un archivo con ese nombre",
    errno.ENAMETOOLONG: "el nombre es muy largo",
    errno.ENOSPC: "no hay espacio en el disco",
}


_SENTENCES: dict[type[StoreError], str] = {
    UnreadableStoreError: "El almacén de este perfil está dañado o no es suyo; restaure el último respaldo.",
    NewerStoreError: "Un programa más nuevo escribió este perfil; instale la versión más reciente de Bitácora.",
    MigrationError: "El almacén no se pudo actualizar y quedó como estaba; restaure el último respaldo.",
    UnsafeSqliteError: "Esta instalación trae una SQLite con un error conocido; instale Bitácora otra vez.",
    BusyStoreError: (
        "El almacén está ocupado por otra tarea o por otra ventana de Bitácora; espere a que termine y repita."
    ),
    ReaderError: "Su usuario es solo de lectura; para cambiar algo entre con otro usuario.",
    FullDiskError: "No se pudo guardar: el disco está lleno o es de solo lectura; libere espacio y repita.",
    LostDiskError: (
        "El disco o la memoria del perfil dejó de responder; lo ya guardado sigue allí. Revise que esté bien conectada "
        "y con espacio, cierre Bitácora y ábrala otra vez."
    ),
}
