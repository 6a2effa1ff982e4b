"""The settings of a run."""

from typing import NamedTuple

from n8n_code_discipline.registry import Selection
from n8n_code_discipline.workspace.layout import display, relative


class Settings(NamedTuple):
    """The settings of a run, or of one workspace in it.

    ``cwd`` is the absolute current directory, ``workspace`` the absolute workspace root of every file (None: each file
    has its own), ``baseline`` an absolute path. ``placeholder_style`` is '@:' or '@', None where
    the templates decide. ``denied_python_builtins``: None for those that n8n denies by default.
    """

    cwd: str
    workspace: str | None = None
    selection: Selection = Selection()
    max_glue_statements: int = 12
    target_n8n: str | None = None
    placeholder_style: str | None = None
    allow_js_modules: tuple[str, ...] = ()
    allow_python_modules: tuple[str, ...] = ()
    block_env_access: bool = True
    denied_python_builtins: tuple[str, ...] | None = None
    format: str = 'text'
    baseline: str | None = None

    @property
    def n8n_major(self) -> int:
        """The major version of the target: 1 for all versions before 2, 2 for all others, 0 without a target."""
        if self.target_n8n is None:
            return 0
        return 1 if self.target_n8n.partition('.')[0] in ('0', '1') else 2

    def command(self, *words: str, path: str | None = None, root: str | None = None) -> str:
        """Return a complete command for a message, quoted for a shell.

        Args:
            words: The name of the command, its options and operands.
            path: The absolute path of the file to pass, if any.
            root: The absolute workspace root, for a command that finds it by the current directory.
        """
        import shlex  # only messages need it

        workspace = self.workspace or (root if root and root != self.cwd and not relative(root, self.cwd) else None)
        options = ['--workspace', display(self.cwd, workspace)] if workspace else []
        operand = display(self.cwd, path) if path else ''
        operands = [f'./{operand}' if operand.startswith('-') else operand] if operand else []
        return shlex.join(['n8n-code-discipline', *words, *options, *operands])


class ConfigError(Exception):
    """An invalid configuration; ``problems`` are lines for the user, with file and line."""

    def __init__(self, *problems: str) -> None:
        super().__init__('\n'.join(problems))
        self.problems = problems
