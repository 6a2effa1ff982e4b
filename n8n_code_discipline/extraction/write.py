"""Write what extracting changes: every node whole, or untouched."""

from __future__ import annotations

import os
from typing import NamedTuple

from n8n_code_discipline.extraction.changes import Extraction, TemplateChange
from n8n_code_discipline.workspace import files, writing


class Failure(NamedTuple):
    """An absolute path that was not written, and why, in words that follow it."""

    path: str
    reason: str


class Written(NamedTuple):
    """The written parts of a change, and the problems."""

    extractions: tuple[Extraction, ...]
    failures: tuple[Failure, ...]
    remark: str = ''


def write(change: TemplateChange) -> Written:
    """Write the new files of each node, then the template once.

    A node whose files cannot be written stays as it is. Where the template cannot be written, or the user interrupts,
    the files that were made for it go again, unless somebody else changed it and may rely on them.
    """
    made: dict[str, str] = {}
    done: list[Extraction] = []
    failures: list[Failure] = []
    try:
        for extraction in change.extractions:
            failure = _write_files(change.template.root, extraction, made)
            if failure is None:
                done.append(extraction)
            else:
                failures.append(failure)
        remark = _write_template(change, tuple(done)) if done or change.renamed else ''
    except writing.WriteError as error:
        failures.append(Failure(change.path, str(error)))
        return Written((), tuple(failures))
    finally:
        if made and _is_as_it_was(change):
            for path, text in made.items():
                if files.read(path, change.template.root).text == text:
                    os.unlink(path)
    return Written(tuple(done), tuple(failures), remark)


def _write_files(root: str, extraction: Extraction, made: dict[str, str]) -> Failure | None:
    """Write the new files of a node, all or none; ``made`` gets them by path."""
    own = len(made)
    wanted = dict(extraction.files)
    if not os.path.isfile(_absolute(root, extraction.function_path)):
        # what another node of this run was to bring went again with its template
        wanted = {**extraction.all_files, **wanted}
    for name, text in wanted.items():
        path = _absolute(root, name)
        try:
            made[path] = text  # before it is there: an interrupt may come right after
            writing.write(path, text.encode(), before=None, root=root, follow=False)
        except writing.WriteError as error:
            del made[path]
            if files.read(path, root).text == text:  # another run was quicker
                continue
            for other in list(made)[own:]:
                os.unlink(other)
                del made[other]
            return Failure(path, str(error))
    return None


def _write_template(change: TemplateChange, done: tuple[Extraction, ...]) -> str:
    """Write the template, under its new name where it gets one. Raises WriteError."""
    template = change.template
    before = writing.encode(template.source, template.source.text)
    after = writing.encode(template.source, change.text(done))
    if not change.renamed:
        return writing.write(template.path, after, before=before, root=template.root)
    if os.path.lexists(change.renamed):
        raise writing.WriteError(f'exists already: {os.path.basename(template.path)} keeps its name and its code')
    remark = writing.write(change.renamed, after, before=None, root=template.root)
    try:
        if files.read_bytes(template.path, template.root) != before:
            raise writing.WriteError('changed while it was being read: not renamed, run again')
        os.unlink(template.path)
    except BaseException as error:
        os.unlink(change.renamed)
        if isinstance(error, OSError):
            raise writing.WriteError(f'cannot be renamed: {error.strerror or error}') from error
        raise
    return remark


def _is_as_it_was(change: TemplateChange) -> bool:
    """Return whether a template on the disk has none of the new placeholders, so that its new files are unused."""
    return files.read(change.template.path, change.template.root).text == change.template.source.text


def _absolute(root: str, name: str) -> str:
    return os.path.join(root, *name.split('/'))
