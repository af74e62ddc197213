"""Long work beside the window."""

import gc
from threading import Event

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from services.errors import AppError, CancelledError
from ui.coordination.report.latest import Latest
from ui.kit.work import Progress, Worker


def fail(_progress: Progress) -> None:
    raise CancelledError


def test_work_that_ends_at_once_is_told_all_the_same(qtbot: QtBot) -> None:
    worker, parent = Worker(), QObject()
    ended: list[object] = []
    for number in range(200):
        job = worker.start(parent, (lambda _progress: 1) if number % 2 else fail)
        job.done.connect(ended.append)
        job.failed.connect(ended.append)
    try:
        qtbot.waitUntil(lambda: len(ended) == 200)
    finally:
        worker.stop()


def test_nothing_is_started_after_the_stop(qtbot: QtBot) -> None:
    worker = Worker()
    worker.stop()
    done: list[object] = []
    worker.start(QObject(), lambda _progress: done.append(True))
    assert done == []


def test_all_that_is_there_is_stopped_not_only_the_last(qtbot: QtBot) -> None:
    worker, parent, begun, pause = Worker(), QObject(), Event(), Event()
    ended: list[object] = []

    def steps(progress: Progress) -> str:
        for step in range(1000):
            begun.set()
            progress(step, 1000)
            pause.wait(0.005)
        return "entero"

    jobs = [worker.start(parent, work) for work in (steps, lambda _progress: "en espera")]
    for job in jobs:
        job.done.connect(ended.append)
        job.failed.connect(ended.append)
    begun.wait()
    worker.stop()
    qtbot.waitUntil(lambda: bool(ended))
    qtbot.wait(20)  # What never began tells nothing, and raises nothing in the event loop.
    assert [type(each) for each in ended] == [CancelledError]


def test_a_question_that_nobody_waits_for_any_more_leaves_the_worker_free(qtbot: QtBot) -> None:
    worker, parent = Worker(), QObject()
    answers: list[object] = []
    latest = Latest(parent, worker)
    latest.ask(lambda _progress: 1, answers.append)
    latest.forget()
    try:
        qtbot.waitUntil(lambda: not worker.is_busy)
    finally:
        worker.stop()
    assert answers == []


def test_while_work_goes_on_the_collector_leaves_alone_what_was_there(qtbot: QtBot) -> None:
    worker, parent, ended = Worker(), QObject(), list[object]()

    def look(_progress: Progress) -> int:
        return gc.get_freeze_count()

    def look_and_fail(_progress: Progress) -> None:
        raise AppError(str(gc.get_freeze_count()))

    for work in (look, look_and_fail):
        job = worker.start(parent, work)
        job.done.connect(ended.append)
        job.failed.connect(ended.append)
    try:
        qtbot.waitUntil(lambda: len(ended) == 2)
    finally:
        worker.stop()
    assert all(int(str(each)) > 1000 for each in ended)
    assert gc.get_freeze_count() == 0
