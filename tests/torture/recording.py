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

    def apply(self, content: bytearray, parts: slice | None = None) -> None:
        """Change the content of a file; ``parts`` says which bytes of what is written there are (all if None)."""
        if self.kind == "cut":
            del content[self.offset :]
            content.extend(bytes(self.offset - len(content)))
            return
        part = self.data if parts is None else self.data[parts]
        place = self.offset + (parts.start if parts else 0)
        content.extend(bytes(max(0, place - len(content))))
        content[place : place + len(part)] = part


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
    reader = _Reader(str(folder), before, {name: number for number, name in enumerate(names, start=1)})
    for line in lines:
        match = LINE.match(line)
        if match and int(match["result"]) >= 0:
            texts = [bytes.fromhex(text.replace("\\x", "")) for text in QUOTED.findall(match["arguments"])]
            plain = [part.strip() for part in QUOTED.sub("", match["arguments"]).split(",")]
            reader.follow(match["name"], texts, plain, int(match["result"]))
    return reader.recording


class _Reader:
    """Follows the calls: which number is which file, and what is durable since when."""

    def __init__(self, folder: str, before: Path, files: dict[str, int]) -> None:
        self._folder, self._before = folder, before
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
                self._opened(self._inside(texts[0], plain[0]), " ".join(plain), result)
            case "close":
                self._forget(int(plain[0]))
            case "lseek":
                self._at[int(plain[0])] = result
            case "write" | "pwrite64":
                self._written(int(plain[0]), texts[0] if texts else b"", plain)
            case "sendfile":
                self._sent(plain, result)
            case "ftruncate":
                self._content(int(plain[0]), Change("cut", offset=int(plain[1])))
            case "fsync" | "fdatasync":
                self._flush(int(plain[0]))
            case _:
                self._named(name, texts, plain)

    def _named(self, name: str, texts: list[bytes], plain: list[str]) -> None:
        """One call that changed names, not contents."""
        match name:
            case "rename" | "renameat" | "renameat2":
                beside = plain[2] if name != "rename" else ""
                self._renamed(self._inside(texts[0], plain[0]), self._inside(texts[1], beside))
            case "unlink" | "unlinkat" | "rmdir":
                path = self._inside(texts[0], plain[0])
                self._name(Change("unlink", path=path))
                self._files.pop(path, None)
            case "mkdir" | "mkdirat":
                self._name(Change("mkdir", path=self._inside(texts[0], plain[0])))
            case _:
                files = [word for word in plain if word.isdecimal() and int(word) in self._file_of]
                assert not files, f"{name} is not followed"
                assert not any(map(self._inside, texts)), f"{name} is not followed"

    def _inside(self, path: bytes, beside: str = "") -> str:
        """The path below the folder, "." for the folder itself, or "" for anything else.

        It may be told from a folder that is open under the number ``beside``.
        """
        start = Path(self._folder, self._open[int(beside)]) if beside in map(str, self._open) else Path()
        full = os.path.normpath(start / path.decode())
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

    def _sent(self, plain: list[str], length: int) -> None:
        """A part of one file that the system copied to another."""
        target, source = int(plain[0]), int(plain[1])
        if target not in self._file_of:
            return
        start = int(plain[2].partition("]")[0].strip("["))
        data = self._now(self._file_of[source])[start : start + length]
        assert len(data) == length, "copied from where nothing is"
        self._content(target, Change("write", offset=self._at[target], data=bytes(data)))
        self._at[target] += length

    def _now(self, file: int) -> bytearray:
        """What a program that runs sees in a file: every change."""
        first = [self._before / name for name, number in self.recording.files.items() if number == file]
        content = bytearray(first[0].read_bytes() if first else b"")
        for change in self.recording.changes:
            if change.file == file and change.kind not in NAMES:
                change.apply(content)
        return content

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
