"""Checks that the rules about JavaScript and about Python function files share."""

import re
from itertools import starmap

from n8n_code_discipline.diagnostic import Span
from n8n_code_discipline.documents.function_file import FunctionFile
from n8n_code_discipline.registry import Findings
from n8n_code_discipline.syntax.markup import marker_texts


def markers(function: FunctionFile) -> Findings:
    """Report the markers in a file."""
    for place in starmap(Span, marker_texts(function.source.text, function.language)):
        yield function.finding(
            f"round-trip marker '{function.excerpt(place)}' in a function file would break resync: remove it",
            place,
        )


def wrong_name(function: FunctionFile, declares: str, *, needs_function: bool) -> Findings:
    """Report why a file is not ``well_named``: the convention, or it ``declares`` no function of the name.

    A file without any function is reported if it ``needs_function``.
    """
    stem, suffix = function.name.stem, function.language
    declared = next((item for item in function.names.declarations if item.kind == 'function'), None)
    message = f"the file {declares} no function '{stem}', which it is named after: "
    if not re.fullmatch(function.spelling.pattern, stem):
        yield function.finding(
            f"file name '{stem}.{suffix}' is not {function.spelling.words}: rename the file, its function and its test"
        )
    elif declared is not None:
        yield function.finding(f"{message}rename '{declared.name}' or the file", declared)
    elif needs_function:
        yield function.finding(f'{message}write it')
