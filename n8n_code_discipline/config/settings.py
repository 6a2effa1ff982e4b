"""What a run is asked to do."""

from __future__ import annotations

from typing import NamedTuple

from n8n_code_discipline.registry import Selection
from n8n_code_discipline.workspace.layout import display
from n8n_code_discipline.workspace.layout import relative


class Settings(NamedTuple):
    """The settings of a run, or of one workspace in it.

    ``cwd`` is the absolute current directory, ``workspace`` the absolute root that holds for every file (None: each
    file's own), ``baseline`` an absolute path. ``placeholder_style`` is '@:' or '@', None where the
    templates decide.
    """

    cwd: str
    workspace: str | None = None
    selection: Selection = Selection()
    max_glue_statements: int = 12
    target_n8n: str | None = None
    placeholder_style: str | None = None
    allow_js_modules: tuple[str, ...] = ()
    allow_python_modules: tuple[str, ...] = ()
    format: str = 'text'
    baseline: str | None = None

    @property
    def n8n_major(self) -> int:
        """The major version of n8n that is asked about: 1 stands for all before 2, 2 for all from there, 0 for none."""
        if self.target_n8n is None:
            return 0
        return 1 if self.target_n8n.partition('.')[0] in ('0', '1') else 2

    def command(self, *words: str, path: str | None = None, root: str | None = None) -> str:
        """Return a command of ours for a message: complete, and quoted for a shell.

        Args:
            words: The name of the command, its options and operands.
            path: The absolute path of the file that it is about, if any.
            root: The absolute root of the workspace, for a command that finds it by the current directory.
        """
        import shlex  # only messages need it

        workspace = self.workspace or (root if root and root != self.cwd and not relative(root, self.cwd) else None)
        options = ['--workspace', display(self.cwd, workspace)] if workspace else []
        shown = [display(self.cwd, path)] if path else []
        operands = [f'./{name}' if name.startswith('-') else name for name in shown]
        return shlex.join(['n8n-code-discipline', *words, *options, *operands])


class ConfigError(Exception):
    """A configuration that cannot be used; ``problems`` are lines for the user, with file and line."""

    def __init__(self, *problems: str) -> None:
        super().__init__('\n'.join(problems))
        self.problems = problems
