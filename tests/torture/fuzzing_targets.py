"""What each reader is fuzzed with: inputs that are nearly right."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from hypothesis import strategies as st

from models.vocabulary import ImportKind
from services import cards, receipts, recovery
from services.errors import explain
from services.importing.earlier import COLUMNS
from services.importing.rows import OPTIONAL, REQUIRED
from services.packages.payload import KIND
from tests.torture import fuzzing_feeds as feeds
from tests.torture import fuzzing_samples as samples
from tests.torture.fuzzing_feeds import SENDER, Feed
from tests.torture.fuzzing_inputs import Bytes, archive, nearly, pieces, png, signed_file, table
from tests.torture.fuzzing_world import World


@dataclass(frozen=True)
class Target:
    """A reader: how it is fed, and what with in a world. ``is_guided`` unless its input has no form to be learnt."""

    name: str
    feed: Feed
    inputs: Callable[[World], Bytes]
    is_guided: bool = True


def always(inputs: Bytes) -> Callable[[World], Bytes]:
    """The same inputs in every world."""
    return lambda _world: inputs


def reads(target: Target, world: World, data: bytes) -> bool:
    """Feed a reader; says whether it took the input. Raises what is a mistake of the program."""
    try:
        target.feed(world, data)
    except Exception as error:
        if explain(error) is None:
            raise
        return False
    return True


SIGNED = (
    ("consolidado", feeds.package, SENDER, KIND, samples.MONTHS),
    ("tarjeta", feeds.card, SENDER, cards.KIND, samples.CARDS),
    ("acuse", feeds.receipt, samples.OFFICE, receipts.KIND, samples.RECEIPTS),
    ("rescate", feeds.recovery_card, samples.OFFICE, recovery.KIND, samples.RECOVERY_CARDS),
)
TYPED = ("2021", "-", "01", "T1", "S2", "/", "31", "1990")
FILES = ("f", "d", "l", "p", "x.bpd", "*", "\n", "x_00010101-000000-0.respaldo", "x_99991231-235959-0.respaldo")


def _ring(world: World) -> Bytes:
    return nearly(samples.rings(world.key, world.recovery_public))


def _backup(world: World) -> Bytes:
    return archive((world.store, b"", b"almacen" * 40), _ring(world))


TARGETS = (
    *(Target(name, feed, always(signed_file(sender, kind, found))) for name, feed, sender, kind, found in SIGNED),
    *(
        Target(f"{name} firmado", feeds.signed(feed, sender, kind), always(nearly(found)))
        for name, feed, sender, kind, found in SIGNED
    ),
    *(
        Target(
            kind.value,
            partial(feeds.table_of, kind),
            always(table(samples.columns(*REQUIRED[kind], *OPTIONAL.get(kind, ())))),
        )
        for kind in ImportKind
    ),
    Target("historia", feeds.earlier, always(table(samples.columns(*COLUMNS)))),
    Target("confrontar", feeds.confronted, always(pieces(samples.PUBLISHED))),
    Target("pegado", feeds.paste, always(pieces(samples.PEOPLE, most=60))),
    Target("cedula", feeds.cedula, always(pieces(samples.RECORD))),
    Target("escrito", feeds.typed, always(pieces(TYPED, most=6))),
    Target("carpeta vigilada", feeds.watched, always(pieces(FILES))),
    Target("claves.json", feeds.key_file, _ring),
    Target("respaldo", feeds.backup, _backup),
    Target("almacen", feeds.store_file, always(st.binary(min_size=4, max_size=60)), is_guided=False),
    Target("almacen restaurado", feeds.backup_of, always(samples.SQL), is_guided=False),
    Target("archivos del perfil", feeds.beside, always(nearly(samples.MARKERS))),
    Target("municipio", feeds.city_file, always(nearly([samples.CITY]))),
    Target("imagen", feeds.picture, always(png())),
)
"""All readers."""
