"""The coverage-guided half of the fuzzing of one reader: TARGET SCRATCH FINDINGS SECONDS SEED; needs atheris."""

import importlib
import sys
from pathlib import Path
from typing import Any

atheris: Any = importlib.import_module("atheris")  # no requirement of ours: see tests.torture.fuzzing

with atheris.instrument_imports(include=["services"]):
    from tests.torture.fuzzing import FIRST_INPUTS, LONGEST, Findings, made_inputs
    from tests.torture.fuzzing_targets import TARGETS, reads
    from tests.torture.fuzzing_world import World


def main() -> None:
    """Lead one reader; libFuzzer ends the process."""
    name, scratch, folder, seconds, seed = sys.argv[1:]
    world = World(Path(scratch))
    target = next(each for each in TARGETS if each.name == name)
    corpus = Path(scratch) / "corpus"
    corpus.mkdir()
    for number, data in enumerate(made_inputs(target.inputs(world), FIRST_INPUTS, int(seed))):
        (corpus / str(number)).write_bytes(data[:20_000])
    findings = Findings(Path(folder))

    def one(data: Any) -> None:
        try:
            reads(target, world, bytes(data))
        except Exception as error:  # noqa: BLE001 - all of them are what is looked for
            before = len(findings.found)
            findings.note(target, bytes(data), error)
            for key in list(findings.found)[before:]:
                sys.stdout.write(f"FOUND {key}\n")
                sys.stdout.flush()

    options = [f"-max_total_time={seconds}", f"-seed={seed}", f"-timeout={LONGEST}", "-rss_limit_mb=2048"]
    options += ["-print_final_stats=1", "-max_len=20000", f"-artifact_prefix={folder}/{name}-"]
    atheris.Setup([sys.argv[0], *options, str(corpus)], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
