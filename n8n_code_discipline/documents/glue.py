"""What rules ask about the names of a Code node's glue and of the files injected beside it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from n8n_code_discipline.n8n import javascript_names
from n8n_code_discipline.n8n import python_names

if TYPE_CHECKING:
    from n8n_code_discipline.documents.code_node import CodeNode
    from n8n_code_discipline.syntax.names import Read


def declared(node: CodeNode) -> frozenset[str]:
    """Return the names that the glue and the injected files declare at their top, or assign."""
    return node.names.bound.union(*(function.names.bound for function in set(node.injected)))


def given(node: CodeNode) -> frozenset[str]:
    """Return the names that some n8n puts before code in the node's language."""
    return python_names.N8N if node.language == 'py' else javascript_names.N8N


@lru_cache(maxsize=1)  # several rules ask
def undefined(node: CodeNode) -> tuple[Read, ...]:
    """Return the first read of each name of the glue that nothing declares, assigns, injects or gives.

    A name that is anywhere behind `typeof` (`except NameError`) may be missing; the name of an injected file that does
    not declare it is a mistake of that file.
    """
    language = python_names.LANGUAGE if node.language == 'py' else javascript_names.LANGUAGE
    known = (language, given(node), declared(node))
    fine = {read.name for read in node.names.reads if read.guarded}
    fine.update(function.name.stem for function in node.injected)
    found = []
    for read in node.names.reads:
        if read.declared or read.name in fine or any(read.name in names for names in known):
            continue
        if not node.is_stand_in(read.start, read.end):
            fine.add(read.name)
            found.append(read)
    return tuple(found)
