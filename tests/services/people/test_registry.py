"""Nobody is kept without an authorisation; what is kept can be corrected and the authorisation taken back."""

import hashlib
from datetime import date

import pytest

from models.vocabulary import DocumentType, Gender
from services.people import consent, registry
from services.people.consent import CURRENT
from services.people.data import Field, PersonDataError, PersonError
from services.people.held import held_of
from services.people.registry import KnownPersonError
from services.people.search import find_people
from services.profiles import open_profile
from services.workspace import Workspace, WrongRoleError
from tests.services.people.people_support import attend, people_count, person_data, registered
from tests.support import clock, dump


def test_a_person_who_authorises_is_on_disk_with_text_and_date(point: Workspace) -> None:
    person = registered(point)
    other = open_profile(point.folder, clock=clock)
    held = held_of(other, person.id)
    other.close()
    assert held.data == person_data()
    assert [(each.version, each.given_at, each.withdrawn_at) for each in held.consents] == [
        (CURRENT, point.clock(), None)
    ]


@pytest.mark.parametrize("version", [None, "", "2019-1"])
def test_without_the_authorisation_nothing_is_kept(point: Workspace, version: str | None) -> None:
    before = dump(point.store)
    with pytest.raises(PersonDataError, match="Sin la autorización") as refusal:
        registry.register_person(point, person_data(), version)
    assert refusal.value.field is Field.CONSENT
    assert dump(point.store) == before


def test_a_document_is_registered_once_however_it_is_written(point: Workspace) -> None:
    person = registered(point, 1)
    with pytest.raises(KnownPersonError) as refusal:
        registered(point, 1, "Otra", document="1.000.000.001")
    assert refusal.value.person_id == person.id
    assert people_count(point) == 1


def test_the_coordination_keeps_nobody(coordination: Workspace) -> None:
    with pytest.raises(WrongRoleError):
        registry.register_person(coordination, person_data(), CURRENT)


def test_data_are_corrected_and_found_by_the_new_ones_only(point: Workspace) -> None:
    person = registered(point, 1, "Persona", "Ejemplo")
    corrected = registry.correct_person(
        point, person.id, person_data(2, "Nueva", "Muestra", gender=Gender.OTHER, birth_date=date(1990, 1, 31))
    )
    assert (corrected.name, corrected.document, corrected.gender) == ("Nueva Muestra", "1000000002", Gender.OTHER)
    assert find_people(point, "nueva") == (corrected,)
    assert find_people(point, "persona") == find_people(point, "1000000001") == ()


def test_a_correction_cannot_take_the_document_of_another(point: Workspace) -> None:
    first, second = registered(point, 1), registered(point, 2)
    with pytest.raises(KnownPersonError):
        registry.correct_person(point, second.id, person_data(1))
    assert held_of(point, second.id).data.document == second.document
    assert registry.correct_person(point, first.id, person_data(1, "Igual")).name == "Igual Ejemplo Uno"


def test_a_correction_leaves_what_was_counted(point: Workspace) -> None:
    person = registered(point)
    attend(point, person.id)
    before = dump(point.store)["attendance"]
    registry.correct_person(point, person.id, person_data(gender=Gender.MAN))
    assert dump(point.store)["attendance"] == before


def test_who_withdraws_is_not_offered_any_more_until_authorising_again(point: Workspace) -> None:
    person = registered(point)
    registry.withdraw_consent(point, person.id)
    assert find_people(point, "persona") == ()
    (found,) = find_people(point, "persona", with_withdrawn=True)
    assert not found.has_consent
    with point.store.read() as session, pytest.raises(PersonError, match="retiró"):
        registry.require_consent(session, person.id)
    with pytest.raises(PersonError, match="ya retiró"):
        registry.withdraw_consent(point, person.id)
    with pytest.raises(PersonDataError):
        registry.renew_consent(point, person.id, None)
    registry.renew_consent(point, person.id, CURRENT)
    assert find_people(point, "persona") == (person,)
    assert [each.withdrawn_at is None for each in held_of(point, person.id).consents].count(True) == 1


def test_somebody_who_is_gone_is_told(point: Workspace) -> None:
    for action in (
        lambda: registry.correct_person(point, 99, person_data()),
        lambda: registry.withdraw_consent(point, 99),
        lambda: registry.renew_consent(point, 99, CURRENT),
    ):
        with pytest.raises(PersonError, match="ya no está"):
            action()


def test_a_version_of_the_text_never_changes() -> None:
    """People authorised these very words: another wording is another version."""
    digests = {version: hashlib.sha256(text.encode()).hexdigest() for version, text in consent.TEXTS.items()}
    assert digests == {"2026-1": "66f9f440447acba0f94ec57d78ce08034f5adfd2f351070cd3e5f9d36dfbe01d"}


def test_the_text_names_the_law_the_entity_and_the_rights(point: Workspace) -> None:
    body = consent.consent_text(point).body
    for said in (
        "Ley 1581 de 2012",
        "Alcaldía de Bucaramanga",
        "Oficina Asesora TIC",
        "suprim",
        "revocarla",
        "Industria y Comercio",
    ):
        assert said in body
    assert "{" not in body


def test_a_minor_is_authorised_by_who_represents_her(point: Workspace) -> None:
    assert "represent" in consent.statement(date(2003, 4, 13), point.today)
    assert "represent" not in consent.statement(date(2003, 4, 12), point.today)
    assert "represent" not in consent.statement(None, point.today)


def test_another_type_of_document_is_another_registration(point: Workspace) -> None:
    registered(point, 1)
    registered(point, 1, document_type=DocumentType.FOREIGNER_CARD)
    assert people_count(point) == 2
