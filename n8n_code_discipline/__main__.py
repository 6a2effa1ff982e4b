"""``python -m n8n_code_discipline``."""

import sys

if __name__ == '__main__':
    # Python looks for modules in the current directory first, and would run a repository's json.py for its own
    if not sys.flags.safe_path:
        del sys.path[0]
    from n8n_code_discipline.cli import main

    raise SystemExit(main())
