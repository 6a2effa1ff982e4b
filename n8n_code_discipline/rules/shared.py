"""Checks that the rules about JavaScript and the rules about Python share."""

import re
from itertools import starmap

from n8n_code_discipline.diagnostic import Span
from n8n_code_discipline.documents.code_node import CodeNode
from n8n_code_discipline.documents.function_file import FunctionFile
from n8n_code_discipline.registry import Findings
from n8n_code_discipline.syntax.markup import marker_texts
from n8n_code_discipline.text import excerpt
from n8n_code_discipline.workspace.layout import LANGUAGE_NAMES, Language


def syntax_error(document: FunctionFile | CodeNode, language: Language) -> Findings:
    """Report the first syntax error of a function file, or of a node's code as it would be after hydrate."""
    if document.language != language:
        return
    prefix = f'{LANGUAGE_NAMES[language]} syntax: '
    if isinstance(document, FunctionFile):
        for problem in () if document.source.problem else document.problems[:1]:
            yield document.finding(prefix + excerpt(problem.message), problem)
    elif document.syntax_problem is not None:
        yield document.code_finding(prefix + excerpt(document.syntax_problem.message), document.syntax_problem)


def markers(function: FunctionFile) -> Findings:
    """Report the markers in a file."""
    for place in starmap(Span, marker_texts(function.source.text, function.language)):
        yield function.finding(
            f"round-trip marker '{function.excerpt(place)}' in a function file would break resync: remove it", place
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
