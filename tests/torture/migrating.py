"""Kills the program at random moments while it upgrades a store of each earlier schema, of a point and of the office.

``python -m tests.torture.migrating [KILLS OF EACH SCHEMA] [SEED]``. What is left must be wholly old or wholly new.
"""

import sys

from models.vocabulary import Role
from tests.torture.killing import run_trials
from tests.torture.old_stores import EARLIER
from tests.torture.scenarios import Migrating


def main() -> None:
    """Run the kills of the command line."""
    kills, seed = (int(sys.argv[place]) if len(sys.argv) > place else usual for place, usual in ((1, 120), (2, 2021)))
    scenarios = tuple(Migrating(revision, role) for revision in EARLIER for role in Role)
    run_trials(kills * len(EARLIER), seed, scenarios)
    left = {each.name: dict(each.left) for each in scenarios}
    sys.stdout.write(f"{kills} kills of each of {len(EARLIER)} schemas, 0 half; left: {left}\n")


if __name__ == "__main__":
    main()
