"""Reads what ``strace`` wrote down of one process: each change of the files below a folder, and when it was durable."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

SAID = "dicho.txt"
NAMES = frozenset({"create", "rename", "unlink", "mkdir"})
WHOLE_PWRITE = 4
LINE = re.compile(r"^(?P<name>\w+)\((?P<arguments>.*)\)\s+=\s+(?P<result>-?\d+)")
QUOTED = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass
class Change:
    """One change of a file's content (``file`` is its number) or of a name below the folder.

    ``flushed`` is the number of changes there were when it became durable; None if it never did.
    """

    kind: str
    file: int = 0
    offset: int = 0
    data: bytes = b""
    path: str = ""
    target: str = ""
    flushed: int | None = None

    def is_flushed(self, moment: int) -> bool:
        """Whether it was durable after so many changes."""
        return self.flushed is not None and self.flushed <= moment


@dataclass
class Recording:
    """The changes of a run in order, what was said after how many of them, and the files that were there before."""

    files: dict[str, int]
    changes: list[Change] = field(default_factory=list)
    said: list[tuple[int, str]] = field(default_factory=list)

    def first_files(self, before: Path) -> Iterator[tuple[Path, int]]:
        """The files there were before the run, with their numbers."""
        for name, number in self.files.items():
            yield before / name, number


def read_trace(lines: Iterable[str], folder: Path, first: Iterable[Path], before: Path) -> Recording:
    """Read the calls of one process on the files below ``folder``, which was a copy of ``before``."""
    names = [path.relative_to(before).as_posix() for path in first if path.is_file()]
    reader = _Reader(str(folder), {name: number for number, name in enumerate(names, start=1)})
    for line in lines:
        match = LINE.match(line)
        if match and int(match["result"]) >= 0:
            texts = [bytes.fromhex(text.replace("\\x", "")) for text in QUOTED.findall(match["arguments"])]
            plain = [part.strip() for part in QUOTED.sub("", match["arguments"]).split(",")]
            reader.follow(match["name"], texts, plain, int(match["result"]))
    return reader.recording


class _Reader:
    """Follows the calls: which number is which file, and what is durable since when."""

    def __init__(self, folder: str, files: dict[str, int]) -> None:
        self._folder = folder
        self._files = dict(files)
        self._next = len(files)
        self._open: dict[int, str] = {}
        self._at: dict[int, int] = {}
        self._file_of: dict[int, int] = {}
        self.recording = Recording(files)

    def follow(self, name: str, texts: list[bytes], plain: list[str], result: int) -> None:
        """One call that succeeded: its texts, its other arguments, and what it returned."""
        match name:
            case "openat":
                self._opened(self._inside(texts[0]), " ".join(plain), result)
            case "close":
                self._forget(int(plain[0]))
            case "write" | "pwrite64":
                self._written(int(plain[0]), texts[0] if texts else b"", plain)
            case "ftruncate":
                self._content(int(plain[0]), Change("cut", offset=int(plain[1])))
            case "fsync" | "fdatasync":
                self._flush(int(plain[0]))
            case "rename" | "renameat":
                self._renamed(self._inside(texts[0]), self._inside(texts[1]))
            case "unlink" | "unlinkat" | "rmdir":
                self._name(Change("unlink", path=self._inside(texts[0])))
                self._files.pop(self._inside(texts[0]), None)
            case "mkdir" | "mkdirat":
                self._name(Change("mkdir", path=self._inside(texts[0])))

    def _inside(self, path: bytes) -> str:
        """The path below the folder, "." for the folder itself, or "" for anything else."""
        full = os.path.normpath(path.decode())
        if full == self._folder:
            return "."
        return full[len(self._folder) + 1 :] if full.startswith(self._folder + os.sep) else ""

    def _opened(self, path: str, flags: str, number: int) -> None:
        self._forget(number)
        if not path or path.endswith("-shm"):  # The shared memory of SQLite is made again after a cut.
            return
        self._open[number], self._at[number] = path, 0
        if path != "." and "O_CREAT" in flags and path not in self._files:
            self._next += 1
            self._files[path] = self._next
            self._name(Change("create", self._next, path=path))
        if path in self._files:
            self._file_of[number] = self._files[path]
            if "O_TRUNC" in flags:
                self._content(number, Change("cut"))

    def _forget(self, number: int) -> None:
        for known in (self._open, self._at, self._file_of):
            known.pop(number, None)

    def _written(self, number: int, data: bytes, plain: list[str]) -> None:
        if number not in self._open:
            return
        if self._open[number] == SAID:
            self.recording.said += [(len(self.recording.changes), line) for line in data.decode().splitlines()]
            return
        offset = int(plain[-1]) if len(plain) >= WHOLE_PWRITE else self._at[number]
        self._at[number] = offset + len(data)
        self._content(number, Change("write", offset=offset, data=data))

    def _content(self, number: int, change: Change) -> None:
        if number in self._file_of and self._open[number] != SAID:
            change.file = self._file_of[number]
            self.recording.changes.append(change)

    def _name(self, change: Change) -> None:
        if change.path not in ("", ".", SAID) and not change.path.endswith("-shm"):
            self.recording.changes.append(change)

    def _renamed(self, path: str, target: str) -> None:
        if not path:
            return
        self._name(Change("rename", self._files.get(path, 0), path=path, target=target))
        for old in [each for each in self._files if each == path or each.startswith(path + "/")]:
            self._files[target + old[len(path) :]] = self._files.pop(old)

    def _flush(self, number: int) -> None:
        """Make durable what was written to a file, with its own name if it is new, or the names in a folder."""
        if number not in self._open:
            return
        now, file = len(self.recording.changes), self._file_of.get(number)
        for change in self.recording.changes:
            if change.flushed is None and (self._is_of_file(change, file) if file else self._is_in(change, number)):
                change.flushed = now

    def _is_of_file(self, change: Change, file: int) -> bool:
        return change.file == file and (change.kind == "create" or change.kind not in NAMES)

    def _is_in(self, change: Change, number: int) -> bool:
        folders = {str(Path(name).parent) for name in (change.path, change.target) if name}
        return change.kind in NAMES and self._open[number] in folders
