"""``python -m n8n_code_discipline``."""

from __future__ import annotations

from n8n_code_discipline.cli import main

if __name__ == '__main__':
    raise SystemExit(main())
