"""Justifications: they speak for two figures, and no longer when one changes."""

from typing import Any

import pytest
from sqlalchemy import text

from models.office import EarlierSource, EarlierTotal
from models.vocabulary import ActivityState, Facet, Gender, Measure
from services.merging.receive import receive
from services.office import OfficeError, office
from services.packages.payload import CertificationRow
from services.periods import Month, Period
from services.reconciliation import (
    FiguresChangedError,
    JustificationError,
    justifications,
    justify,
    reconcile,
    reconciled_months,
    withdraw,
)
from services.report.checks import Check
from services.report.compile import compile_report
from services.workspace import Workspace, WrongRoleError
from tests.support import NOW, Sender, activity, digest_of, dump

QUARTER, JANUARY = Period.parse("2021-T1"), Period.parse("2021-01")
WHO = "Persona Ejemplo Uno, coordinadora"


@pytest.fixture
def astray(coordination: Workspace, senders: dict[str, Sender]) -> Workspace:
    """A coordination with a month whose rows stray from what was signed: 4 and 3."""
    path = coordination.folder / "uno.bpd"
    path.write_bytes(senders["inem"].package())
    receive(coordination, [path])
    change(coordination, 4)
    return coordination


def change(workspace: Workspace, quantity: int) -> None:
    with workspace.store.write() as session:
        session.execute(text(f"UPDATE received_attendance SET quantity = {quantity}"))
        session.commit()


def wrong(workspace: Workspace, period: Period = QUARTER) -> Check:
    (check,) = [each for each in reconcile(workspace, period).checks if not each.holds]
    return check


def test_a_justified_contradiction_is_open_no_more_and_says_who_and_why(astray: Workspace) -> None:
    justify(astray, QUARTER, wrong(astray), "  El punto  lo corrigió a mano ", f" {WHO} ")
    found = reconcile(astray, QUARTER)
    assert found.contradictions == ()
    (check,) = found.excused
    assert check.excuse is not None
    assert (check.excuse.text, check.excuse.author) == ("El punto lo corrigió a mano", WHO)
    assert check.excuse.written_at == NOW
    assert office(astray).author == WHO, "who wrote last is offered the next time"
    report = compile_report(astray, QUARTER)
    assert (report.contradictions, report.excused) == ((), (check,))


@pytest.mark.parametrize(
    ("column", "table", "before", "after"),
    [
        ("quantity", "received_attendance", 4, 5),
        ("total_attentions", "package", 3, 2),
    ],
)
def test_a_justification_no_longer_holds_when_a_figure_changes_and_holds_again_when_it_is_back(
    astray: Workspace, column: str, table: str, before: int, after: int
) -> None:
    def change_to(quantity: int) -> None:
        with astray.store.write() as session:
            session.execute(text(f"UPDATE {table} SET {column} = {quantity}"))
            session.commit()

    justify(astray, QUARTER, wrong(astray), "motivo", WHO)
    change_to(after)
    check = wrong(astray)
    assert check.is_open
    assert check.excuse is None
    assert check.outdated is not None
    assert check.outdated.text == "motivo"
    (written,) = justifications(astray, check)
    assert (written.left, written.right, written.speaks) == (4, 3, False)
    change_to(before)
    assert wrong(astray).excuse is not None


def test_a_justification_is_of_one_check_and_scope_only(astray: Workspace, senders: dict[str, Sender]) -> None:
    path = astray.folder / "dos.bpd"
    path.write_bytes(senders["inem"].package("2021-02"))
    receive(astray, [path])
    change(astray, 4)
    january, february = [each for each in reconcile(astray, QUARTER).checks if not each.holds]
    assert (january.key, january.left, january.right) == (february.key, february.left, february.right)
    justify(astray, QUARTER, january, "motivo", WHO)
    assert [each.scope for each in reconcile(astray, QUARTER).contradictions] == [february.scope]


def test_what_was_justified_in_a_month_is_justified_in_its_quarter(astray: Workspace) -> None:
    justify(astray, JANUARY, wrong(astray, JANUARY), "motivo", WHO)
    assert reconcile(astray, QUARTER).contradictions == ()


def test_another_justification_takes_the_place_of_the_first_which_stays_to_be_read(astray: Workspace) -> None:
    check = wrong(astray)
    justify(astray, QUARTER, check, "primero", WHO)
    justify(astray, QUARTER, check, "segundo", "Persona Ejemplo Dos")
    excuse = wrong(astray).excuse
    assert excuse is not None
    assert (excuse.text, excuse.author) == ("segundo", "Persona Ejemplo Dos")
    found = justifications(astray, check)
    assert [(each.text, each.speaks, each.withdrawn_at is None) for each in found] == [
        ("segundo", True, True),
        ("primero", False, False),
    ]


def test_a_withdrawn_justification_leaves_the_contradiction_open_and_stays_to_be_read(astray: Workspace) -> None:
    justify(astray, QUARTER, wrong(astray), "motivo", WHO)
    withdraw(astray, wrong(astray))
    assert wrong(astray).is_open
    assert wrong(astray).outdated is None
    (written,) = justifications(astray, wrong(astray))
    assert written.withdrawn_at == NOW
    assert not written.speaks


def test_what_cannot_be_justified_is_refused_and_nothing_changes(astray: Workspace) -> None:
    check = wrong(astray)
    fine = next(each for each in reconcile(astray, QUARTER).checks if each.holds)
    before = dump(astray.store)
    with pytest.raises(JustificationError, match="cuadran"):
        justify(astray, QUARTER, fine, "motivo", WHO)
    for blank in ("", "   ", "\n", "x" * 501):
        with pytest.raises(JustificationError, match="motivo"):
            justify(astray, QUARTER, check, blank, WHO)
    for nobody in ("", "  "):
        with pytest.raises(OfficeError, match="nombre"):
            justify(astray, QUARTER, check, "motivo", nobody)
    with pytest.raises(JustificationError, match="no tienen justificación"):
        withdraw(astray, check)
    assert dump(astray.store) == before


@pytest.mark.parametrize(("column", "table"), [("quantity", "received_attendance"), ("total_attentions", "package")])
def test_what_changed_since_it_was_shown_is_not_justified(astray: Workspace, column: str, table: str) -> None:
    """A merge may come between the look and the pen: the reason would speak for figures that nobody saw."""
    seen = wrong(astray)
    with astray.store.write() as session:
        session.execute(text(f"UPDATE {table} SET {column} = 9"))
        session.commit()
    before = dump(astray.store)
    with pytest.raises(FiguresChangedError, match="revise otra vez"):
        justify(astray, QUARTER, seen, "motivo", WHO)
    assert dump(astray.store) == before
    justify(astray, QUARTER, wrong(astray), "motivo", WHO)
    assert wrong(astray).excuse is not None


def test_what_holds_again_is_not_justified(astray: Workspace) -> None:
    seen = wrong(astray)
    change(astray, 3)
    with pytest.raises(FiguresChangedError):
        justify(astray, QUARTER, seen, "motivo", WHO)


def test_a_justification_covers_no_other_activity_with_the_same_figures(
    coordination: Workspace, senders: dict[str, Sender]
) -> None:
    path = coordination.folder / "uno.bpd"
    cancelled = [activity(code, ["inem"], estado=ActivityState.CANCELLED) for code in ("a", "b")]
    content: dict[str, Any] = {"actividades": tuple(cancelled)}
    for revision, code in enumerate(("a", "b"), start=1):
        content["certificaciones"] = (CertificationRow("2021-01-30", code, Gender.WOMAN, "inem", 6),)
        path.write_bytes(senders["inem"].package(revision=revision, **content))
        content["anterior"] = digest_of(path.read_bytes())
        receive(coordination, [path])
        check = wrong(coordination)
        assert (check.left, check.right) == (6, 0)
        assert check.is_open, f"what was written of «a» says nothing of «{code}»"
        justify(coordination, QUARTER, check, "motivo", WHO)


def test_a_justification_covers_no_other_two_points_that_claim_an_activity(
    coordination: Workspace, senders: dict[str, Sender]
) -> None:
    def send(revision: int, rivals: dict[str, list[str]]) -> Check:
        for number, owner in enumerate(("inem", "la-joya", "morrorico")):
            own = (activity("j", rivals[owner]),) if owner in rivals else ()
            path = coordination.folder / f"{number}.bpd"
            before = {"anterior": digest_of(path.read_bytes())} if revision > 1 else {}
            path.write_bytes(senders[owner].package(revision=revision, actividades=own, **before))
            receive(coordination, [path])
        return wrong(coordination)

    first = send(1, {"inem": ["inem", "la-joya"], "la-joya": ["la-joya", "inem"]})
    justify(coordination, QUARTER, first, "motivo", WHO)
    second = send(2, {"inem": ["inem", "morrorico"], "morrorico": ["morrorico", "inem"]})
    assert (first.left, first.right) == (second.left, second.right) == (2, 1)
    assert second.is_open


def test_only_the_coordination_justifies(point: Workspace) -> None:
    check = Check("x", "uno = dos", 1, 2, holds=False)
    with pytest.raises(WrongRoleError):
        justify(point, QUARTER, check, "motivo", WHO)
    with pytest.raises(WrongRoleError):
        withdraw(point, check)
    with pytest.raises(WrongRoleError):
        reconcile(point, QUARTER)


def test_a_period_without_anything_has_no_data_and_no_contradictions(coordination: Workspace) -> None:
    found = reconcile(coordination, QUARTER)
    assert (found.has_data, found.checks, found.missing) == (False, (), 24), "nothing is no 0 that agrees with 0"
    assert reconciled_months(coordination) == (Month(2021, 3), Month(2021, 3))


def test_the_months_on_offer_reach_back_to_the_earlier_totals(astray: Workspace) -> None:
    assert reconciled_months(astray) == (Month(2021, 1), Month(2021, 1))
    with astray.store.write() as session:
        source = EarlierSource(digest="0", file_name="a.csv", source="Informe", author=WHO, loaded_at=NOW)
        session.add(source)
        session.flush()
        for facet, category, quantity in (("", "", 8), (Facet.GENDER, Gender.WOMAN, 9)):
            total = EarlierTotal(period="2019-05", facet=facet, category=category, quantity=quantity)
            total.measure, total.source_id = Measure.ATTENTIONS, source.id
            session.add(total)
        session.commit()
    assert reconciled_months(astray) == (Month(2019, 5), Month(2021, 1))
    spring = Period.parse("2019-T2")
    check = wrong(astray, spring)
    assert (check.key, check.scope, check.left, check.right) == ("historia-atenciones-genero", "2019-05", 9, 8)
    justify(astray, spring, check, "la fuente se equivocó", WHO)
    assert reconcile(astray, Period.parse("2019-05")).contradictions == ()
