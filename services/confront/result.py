"""The result of a confrontation as tables, the same on the screen and on the clipboard."""

from services.confront.compare import Confrontation, Finding, Verdict
from services.report.slices import Slice
from services.report.table import Table
from services.texts import counted

VERDICTS = {
    Verdict.CONFIRMS: "Confirma",
    Verdict.CONTRADICTS: "Contradice",
    Verdict.UNKNOWN: "No se puede saber",
}
FINDINGS = ("Resultado", "Publicado", "Cifra", "En el sistema", "Cifra − sistema", "Se entendió como")
FITS = "cabe"
"""Instead of a difference that is no contradiction: what may be at most as much as the other, and is less."""
AGREEMENTS = ("Resultado", "Entre las cifras publicadas", "Primera cifra", "Segunda cifra", "Primera − segunda")


def findings_table(result: Confrontation) -> Table:
    """Every published figure with its verdict."""
    rows = tuple(
        (
            VERDICTS[each.verdict],
            each.claim.words,
            each.claim.figure,
            each.held,
            each.difference,
            told(each),
        )
        for each in result.findings
    )
    numeric = (False, False, True, True, True, False)
    slices = tuple((None, None, None, _opens(each), None, None) for each in result.findings)
    return Table("confrontacion", "Cifras publicadas", FINDINGS, rows, numeric, slices=slices)


def told(finding: Finding) -> str:
    """How a figure was understood, or why it was not, and what must be known of what is held."""
    return (
        f"{finding.understood} ({finding.reason})"
        if finding.understood and finding.reason
        else finding.understood or finding.reason
    )


def _opens(finding: Finding) -> Slice | None:
    return finding.claim.part if finding.held is not None and not finding.claim.title else None


def agreements_table(result: Confrontation) -> Table:
    """What the published figures say of each other."""
    rows = tuple(
        (
            "Cuadra" if each.holds else "No cuadra",
            each.sentence,
            each.left,
            each.right,
            FITS if each.holds and each.difference else each.difference,
        )
        for each in result.agreements
    )
    return Table("entre-si", "Entre las cifras publicadas", AGREEMENTS, rows, (False, False, True, True, True))


def summary(result: Confrontation) -> str:
    """The result in a sentence."""
    no_counts = f" {counted(result.skipped, 'número no es', 'números no son')} un conteo y no se comparó."
    if not result.findings:
        return "No se encontró ninguna cifra en el texto." + (no_counts if result.skipped else "")
    found = ((verdict, len(result.of(verdict))) for verdict in Verdict)
    words = {
        Verdict.CONFIRMS: ("confirmada", "confirmadas"),
        Verdict.CONTRADICTS: ("contradicha", "contradichas"),
        Verdict.UNKNOWN: ("que no se puede saber", "que no se pueden saber"),
    }
    listed = ", ".join(counted(quantity, *words[verdict]) for verdict, quantity in found if quantity)
    text = f"{counted(len(result.findings), 'cifra publicada', 'cifras publicadas')}: {listed}."
    wrong = sum(not each.holds for each in result.agreements)
    if wrong:
        text += f" Entre sí, {counted(wrong, 'comprobación no cuadra', 'comprobaciones no cuadran')}."
    elif result.agreements:
        text += " Entre sí cuadran."
    return text + (no_counts if result.skipped else "")
