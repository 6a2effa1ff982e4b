"""Fuzz for a while: ``python tests/fuzz/run.py ENGINE TARGET SECONDS DIRECTORY``.

ENGINE is ``hypothesis``, for random inputs, or ``atheris``, for inputs that reach new code (``pip install atheris``).
What failed, and what took too long, is written to DIRECTORY/TARGET/found/, one file per place in the code.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import random
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

if len(sys.argv) != 5 or sys.argv[1] not in ('hypothesis', 'atheris'):
    sys.exit(__doc__)
ENGINE = sys.argv[1]
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
if ENGINE == 'atheris':
    import atheris

with atheris.instrument_imports(include=['n8n_code_discipline']) if ENGINE == 'atheris' else nullcontext():
    import n8n_code_discipline

    # what is only imported when it is needed would not be instrumented
    for module in pkgutil.walk_packages(n8n_code_discipline.__path__, 'n8n_code_discipline.'):
        if not module.name.endswith(('__main__', 'n8n_pytest_reporter')):
            importlib.import_module(module.name)
    from fuzz.exercise import ABOUT, EXERCISES, Case, exercise
    from fuzz.strategies import CASES, RAW, RAW_SEEDS, TOKENS

SEEDS = 64
LONGEST_INPUT = 8192
PADDING = 2048
# CPU seconds for one input and its few runs, and for each of its bytes
PATIENCE = 2.0
PATIENCE_PER_BYTE = 1e-4

Fuzz = Callable[[bytes], None]


def main(target: str, seconds: float, home: Path) -> None:
    """Fuzz one target for some seconds of wall time."""
    found = home / 'found'
    found.mkdir(parents=True, exist_ok=True)
    os.environ['LANGUAGE'] = 'C'  # argparse looks for translations at every start
    with tempfile.TemporaryDirectory(dir='/dev/shm' if os.path.isdir('/dev/shm') else None) as directory:
        one = fuzz_one(target, found, Path(directory) / 'workspace')
        if ENGINE == 'atheris':
            guided(one, target, seconds, home)
        else:
            at_random(one, seconds)


def fuzz_one(target: str, found: Path, root: Path) -> Fuzz:
    """Return a function that makes a case of bytes and examines it."""
    names = sorted(ABOUT.get(target.removeprefix('raw-'), EXERCISES))

    def examine(case: Case, name: str) -> None:
        start = time.process_time()
        try:
            exercise(root, case, [name])
        except Exception as failure:
            record(found, name, case, failure)
        taken = time.process_time() - start
        if taken > PATIENCE + PATIENCE_PER_BYTE * sum(map(len, case.files.values())):
            record(found, name, case, TimeoutError(f'{taken:.1f} s'))

    @settings(deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(CASES[target.removeprefix('raw-')], st.sampled_from(names))
    def structured(case: Case, name: str) -> None:
        examine(case, name)

    def padded(data: bytes) -> None:
        # an input that ends too early is no example: most of libFuzzer's would be none
        structured.hypothesis.fuzz_one_input(data + random.Random(data).randbytes(PADDING))  # type: ignore[attr-defined]

    def raw(data: bytes) -> None:
        examine(RAW[target](data[1:]), names[data[0] % len(names)] if data else names[0])

    return raw if target in RAW else padded


def at_random(one: Fuzz, seconds: float) -> None:
    """Examine random inputs."""
    end = time.monotonic() + seconds
    count = 0
    while time.monotonic() < end:
        one(os.urandom(16))
        count += 1
    print(f'{count} executions, {time.process_time():.0f} s of CPU')


def guided(one: Fuzz, target: str, seconds: float, home: Path) -> None:
    """Let libFuzzer choose the inputs; it ends the process."""
    corpus = home / 'corpus'
    corpus.mkdir(exist_ok=True)
    source = random.Random(target)
    if target in RAW:
        seeds = [source.randbytes(1) + text.encode('utf-8', 'surrogatepass') for text in RAW_SEEDS[target]]
    else:
        seeds = [source.randbytes(source.choice([256, 1024, 4096])) for _ in range(SEEDS)]
    for index, seed in enumerate(seeds):
        (corpus / f'seed{index}').write_bytes(seed)
    dictionary = home / 'dictionary'
    dictionary.write_text(''.join(map(dictionary_entry, TOKENS)), encoding='utf-8')
    options = [f'-max_total_time={seconds:.0f}', f'-max_len={LONGEST_INPUT}', f'-dict={dictionary}']
    options += ['-len_control=0', '-reduce_inputs=0', '-print_final_stats=1']
    atheris.Setup([sys.argv[0], *options, str(corpus)], one)
    atheris.Fuzz()


def dictionary_entry(token: str) -> str:
    """A line of libFuzzer's dictionary."""
    return '"' + ''.join(f'\\x{byte:02x}' for byte in token.encode('utf-8', 'surrogatepass')[:60]) + '"\n'


def record(found: Path, name: str, case: Case, failure: Exception) -> None:
    """Keep the first input that fails at a place."""
    frames = traceback.extract_tb(failure.__traceback__)
    line = f'{Path(frames[-1].filename).stem}-{frames[-1].lineno}' if frames else 'time'
    path = found / f'{name}-{type(failure).__name__}-{line}.txt'
    if not path.exists():
        text = ''.join(traceback.format_exception(failure))
        path.write_text(f'{case!r}\n\n{text}', encoding='utf-8', errors='backslashreplace')


if __name__ == '__main__':
    if sys.argv[2] not in (*CASES, *RAW):
        sys.exit(f'TARGET is one of {", ".join((*CASES, *RAW))}')
    main(sys.argv[2], float(sys.argv[3]), Path(sys.argv[4]).resolve() / sys.argv[2])
