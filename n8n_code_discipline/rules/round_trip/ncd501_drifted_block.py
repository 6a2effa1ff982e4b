"""A marker block differs from its function file, or has none. Reported by `resync`.

## Why
Somebody edited the code in n8n, and restoring the placeholder would lose that edit, so `resync` changes nothing and
shows the difference. Code that equals an older version of the file in git is an old deployment and is collapsed, unless
git does not know all versions ("history incomplete").

## Bad
```js n8n-functions/js/countByCategory.js
function countByCategory(items) { return items.length; }
if (typeof module !== "undefined") module.exports = { countByCategory };
```

```js jsCode
/* #:js:n8n-functions/js/countByCategory.js */
function countByCategory(items) { return items.length + 1; }
if (typeof module !== "undefined") module.exports = { countByCategory };
/* /#:js:n8n-functions/js/countByCategory.js */
return [{ json: countByCategory($input.all()) }];
```

## Good
```js jsCode
{{@:js:n8n-functions/js/countByCategory.js}}
return [{ json: countByCategory($input.all()) }];
```

## How to fix
Restore the placeholder with `n8n-code-discipline resync --on-drift=update FILE`, which writes the edit into the
function file, or `--on-drift=discard`, which prints the edit and drops it. Where an older version of the file was
edited, `update` would undo later changes and writes nothing: edit the function file by hand.
"""

from n8n_code_discipline.documents.injected_block import Drift
from n8n_code_discipline.registry import Findings, rule


@rule(Drift)
def check(drift: Drift) -> Findings:
    yield drift.block.finding(_message(drift))


def _message(drift: Drift) -> str:
    path = drift.block.block.path
    if drift.refusal:
        return f"the edited code of '{path}' is left as it is: {drift.refusal}"
    if drift.function is None:
        return f"the code of '{path}' has no function file: create it with {_command(drift, 'update')}"
    advice = f'keep the edit with {_command(drift, "update")} or drop it with {_command(drift, "discard")}'
    if drift.gap:
        return f"the code of '{path}' differs from the file, history incomplete ({drift.gap}): {advice}"
    return f"the code of '{path}' was edited in n8n: {advice}"


def _command(drift: Drift, on_drift: str) -> str:
    template = drift.block.node.template
    return template.settings.command('resync', f'--on-drift={on_drift}', path=template.path)
