"""Errors of the user's world are sentences; mistakes of the program are not."""

import inspect

import pytest

from models import failures
from services.errors import AppError, explain
from services.periods import BadPeriodError

STORE_ERRORS = [
    error
    for _, error in inspect.getmembers(failures, inspect.isclass)
    if issubclass(error, failures.StoreError) and error is not failures.StoreError
]


@pytest.mark.parametrize("error", STORE_ERRORS)
def test_every_failure_of_a_store_has_its_sentence(error: type[failures.StoreError]) -> None:
    sentence = explain(error("/home/x"))
    assert sentence is not None
    assert sentence.endswith(".")
    assert "/home/x" not in sentence


def test_a_refusal_is_its_own_sentence() -> None:
    assert explain(AppError("No se puede; haga otra cosa.")) == "No se puede; haga otra cosa."
    assert explain(BadPeriodError("No es un mes.")) == "No es un mes."


def test_what_the_system_refuses_is_told_with_the_file() -> None:
    sentence = explain(PermissionError(13, "Permission denied", "/home/x/perfil"))
    assert sentence is not None
    assert "«/home/x/perfil»" in sentence
    assert "permiso" in sentence


@pytest.mark.parametrize("bug", [ZeroDivisionError(), KeyError("x"), TypeError("x"), RuntimeError()])
def test_a_mistake_of_the_program_has_none(bug: Exception) -> None:
    assert explain(bug) is None
