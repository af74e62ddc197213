"""What keeps a store from being used, by a module that loads no library: the window is painted before any is."""


class StoreError(Exception):
    """The store cannot be used; subclasses say why."""


class UnsafeSqliteError(StoreError):
    """The SQLite in use has the WAL-reset bug."""


class UnreadableStoreError(StoreError):
    """The file is no store, is damaged, or the key is not its key."""


class NewerStoreError(StoreError):
    """A newer program wrote the store."""


class MigrationError(StoreError):
    """A migration left references that point nowhere; it was rolled back."""


class BusyStoreError(StoreError):
    """Another program holds the store."""


class FullDiskError(StoreError):
    """The disk takes no more, or nothing at all."""


class LostDiskError(FullDiskError):
    """The disk answers no more: a memory stick that was pulled out, or a disk that fails."""


class ReaderError(StoreError):
    """Who works only reads."""
