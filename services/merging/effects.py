"""What files do to the figures of a month when their verdicts do not say it."""

from services.merging.ledger import Change
from services.periods import Month


def effect_of(change: Change, point_name: str, period: str) -> str:
    """A clause about a month whose state is not one of the files that came, or a lower one than before; "" else."""
    before, after = change.before, change.after
    if before == after:
        return ""
    figures = f"las cifras de {Month.parse(period).name} de {point_name}"
    if after is None:
        return f"{figures} salen del informe hasta que usted decida"
    if before is not None and (after.epoch, after.revision) < (before.epoch, before.revision):
        return f"{figures} vuelven a las de la revisión {after.revision} hasta que usted decida"
    if change.is_after_new:
        return ""
    return f"{figures} pasan a ser las de la revisión {after.revision}, que esperaba"
