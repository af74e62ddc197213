"""What the outermost place does with the program's own mistakes."""

from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from main import report_bug
from models.people import Person
from models.vocabulary import DocumentType, Gender
from services.workspace import Workspace

SECRETS = ("1000000001", "Zutana", "Fulánez", "3000000000")


def twice_the_same_person(point: Workspace) -> None:
    with point.store.write() as session:
        for _ in range(2):
            session.add(
                Person(
                    document_type=DocumentType.CITIZEN_CARD,
                    document=SECRETS[0],
                    names=SECRETS[1],
                    surnames=SECRETS[2],
                    gender=Gender.WOMAN,
                    phone=SECRETS[3],
                    search_key="zutana",
                    created_at=point.clock(),
                )
            )
        session.commit()


def test_a_mistake_is_logged_with_its_place_and_without_personal_data(point: Workspace, tmp_path: Path) -> None:
    with pytest.raises(IntegrityError) as caught:
        twice_the_same_person(point)
    try:
        try:
            raise caught.value
        except IntegrityError:
            raise ValueError(SECRETS)  # noqa: B904 - the cause must come along by itself
    except ValueError as error:
        sentence = report_bug(tmp_path, error)
    log = (tmp_path / "registro" / "bitacora.log").read_text(encoding="utf-8")
    assert "bitacora.log" in sentence
    assert "ValueError" in log
    assert "IntegrityError" in log
    assert "twice_the_same_person" in log
    for secret in SECRETS:
        assert secret not in log
        assert secret not in str(caught.value)


def test_a_log_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "registro").write_text("un archivo en el lugar de la carpeta")
    assert "no se puede escribir" in report_bug(tmp_path, ValueError())
