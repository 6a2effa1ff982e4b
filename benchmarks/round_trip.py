"""Processor time of the round trip over code that is hostile to it: linear, whatever the code.

    python benchmarks/round_trip.py

prints a line per shape and exits 1 where 16,000 lines take 0.5 s or four times the lines more than five times as long.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable

from n8n_code_discipline import cli

LINES = 16_000
LIMIT_SECONDS = 0.5
LIMIT_GROWTH = 5
PATH = 'n8n-functions/js/aggregate.js'
BODY = 'function aggregate() {}\n'

SHAPES: dict[str, Callable[[int], str]] = {
    'unclosed openers': lambda lines: f'/* #:js:{PATH} */\n' * lines,
    'closers without openers': lambda lines: f'/* /#:js:{PATH} */\n' * lines,
    'nested openers, closed': lambda lines: (
        ''.join(f'/* #:js:{number}.js */\n' for number in range(lines // 2))
        + ''.join(f'/* /#:js:{number}.js */\n' for number in reversed(range(lines // 2)))
    ),
    'blocks that collapse': lambda lines: f'/* #:js:{PATH} */\n{BODY}/* /#:js:{PATH} */\n' * (lines // 3),
    'almost markers': lambda lines: f'x /* #:js:{PATH} */\n' * lines,
    'one line of markers': lambda lines: f'/* #:js:{PATH} */' * lines,
    'carriage returns': lambda lines: f'/* #:js:{PATH} */\n' + '\r' * 4 * lines + f'\n/* /#:js:{PATH} */\n',
}


def seconds(command: str, code: str) -> float:
    """The processor time of a command over a template with this code, the best of three."""
    best = float('inf')
    for _ in range(3):
        with tempfile.TemporaryDirectory() as directory:
            os.makedirs(os.path.join(directory, 'n8n-functions', 'js'))
            with open(os.path.join(directory, PATH), 'w', encoding='utf-8') as file:
                file.write(BODY)
            template = os.path.join(directory, 'a.template.json')
            node = {'name': 'A', 'type': 'n8n-nodes-base.code', 'typeVersion': 2, 'parameters': {'jsCode': code}}
            with open(template, 'w', encoding='utf-8') as file:
                json.dump({'nodes': [node]}, file)
            start = time.process_time()
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                cli.main([command, template])
            best = min(best, time.process_time() - start)
    return best


def main() -> int:
    """Print the table; return 1 if a limit is passed."""
    passed = True
    print(f'{"":34}{LINES:>8,} lines{4 * LINES:>8,} lines   growth')
    for name, shape in SHAPES.items():
        for command in ('resync', 'check'):
            small, large = seconds(command, shape(LINES)), seconds(command, shape(4 * LINES))
            # only resync is bound by these limits: check also parses the code as JavaScript
            good = command == 'check' or (small < LIMIT_SECONDS and large < LIMIT_GROWTH * small)
            passed = passed and good
            mark = '' if good else '  too slow'
            print(f'{command:8}{name:26}{small:12.3f} s{large:12.3f} s{large / small:9.1f}{mark}')
    return 0 if passed else 1


if __name__ == '__main__':
    sys.exit(main())
