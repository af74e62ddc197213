"""A coordinator's profile with a real quarter's totals, made by eight points exactly as in daily work."""

import tempfile
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path

from models.vocabulary import ImportKind, Role
from resources.files import SAMPLE_QUARTER
from services.cards import accept_card, write_card
from services.importing.run import import_csv
from services.merging.receive import receive
from services.months import close_month, export_month
from services.periods import Month, Period
from services.profiles import create, system_clock
from services.settings import SettingName, write_setting
from services.workspace import Clock, Workspace

SAMPLE_PERIOD = "2021-T1"
IMPORT_ORDER = (
    ImportKind.ACTIVITIES,
    ImportKind.ATTENDANCES,
    ImportKind.PRINTS,
    ImportKind.CERTIFICATIONS,
)


def build_demo(folder: Path, clock: Clock = system_clock) -> Workspace:
    """Create the profile in ``folder``, which must hold none; it takes no passphrase."""
    coordination = create(folder, Role.COORDINATION, "", None, clock)
    with coordination.store.write() as session:
        write_setting(session, SettingName.SAMPLE, SAMPLE_PERIOD)
        session.commit()
    with tempfile.TemporaryDirectory(prefix="bitacora-demo-") as scratch:
        parcels = Path(scratch) / "consolidados"
        for sample in sorted(each for each in SAMPLE_QUARTER.iterdir() if each.is_dir()):
            card = _record_quarter(sample, Path(scratch) / sample.name, parcels, clock)
            accept_card(coordination, card)
        for month in Period.parse(SAMPLE_PERIOD).months:
            office = replace(coordination, clock=partial(_arrival, month, clock))
            receive(office, sorted(parcels.glob(f"*_{month}_*")))
    return coordination


def _arrival(month: Month, clock: Clock) -> datetime:
    """When the files of a month came: in the morning of the third day after it."""
    return datetime.combine((month + 1).first_day + timedelta(days=2), time(9), clock().tzinfo)


def _record_quarter(sample: Path, folder: Path, parcels: Path, clock: Clock) -> Path:
    """Record, close and export one point's quarter; returns its card."""
    point = create(folder, Role.POINT, sample.name, None, clock)
    for kind in IMPORT_ORDER:
        import_csv(point, kind, sample / f"{kind}.csv")
    for month in Period.parse(SAMPLE_PERIOD).months:
        close_month(point, month)
        export_month(point, month, parcels)
    card = folder / "tarjeta.txt"
    write_card(point, card)
    point.close()
    return card
