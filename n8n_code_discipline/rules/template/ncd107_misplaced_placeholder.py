"""A code placeholder is not a line and a statement of its own, or is not in a code field.

## Why
`hydrate` replaces it by a whole file. Inside a comment, a string, an expression or a block, this changes the meaning of
the code or hides the function; in other parameters, nothing is injected. If a file ends without a semicolon, code that
begins with `(`, `[`, a backtick, `+`, `-` or `/` continues its export trailer, which n8n never runs.

## Bad
```js jsCode
// {{@:js:n8n-functions/js/countByCategory.js}}
return $input.all();
```

## Good
```js jsCode
{{@:js:n8n-functions/js/countByCategory.js}}
return [{ json: countByCategory($input.all()) }];
```

## How to fix
Give the placeholder a line of its own at the top level of the code, in Python without indentation. Before code that
begins with `(` or the like, write `;` on a line after the placeholder. Mention placeholders in sticky notes only.
"""

from n8n_code_discipline.documents.code_node import CodeNode, JavaScriptBody
from n8n_code_discipline.documents.template import Template
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.syntax.markup import CODE_KINDS
from n8n_code_discipline.text import excerpt


@rule(CodeNode)
def check_code(node: CodeNode) -> Findings:
    """Report code placeholders that are no line or statement of their own, before or after hydrate."""
    for reference in node.references:
        if not reference.well_placed:
            placeholder = reference.placeholder
            unindented = ', unindented' if node.language == 'py' else ''
            yield node.finding(
                f"placeholder '{excerpt(placeholder.path)}' is misplaced: put it on a line of its own{unindented}, "
                f'at the top level of the code and not in a comment, string, expression or block',
                placeholder,
            )
        elif isinstance(node, JavaScriptBody) and node.runs_on_after(reference):
            yield node.finding(
                f"placeholder '{excerpt(reference.placeholder.path)}' and the code after it become one statement, as "
                f"the file ends without ';': write ';' on a line after the placeholder, or end the file with ';'",
                reference.placeholder,
            )


@rule(Template)
def check_strings(template: Template) -> Findings:
    """Report code placeholders outside code fields."""
    for found in template.text_references:
        placeholder = found.reference.placeholder
        if placeholder.kind in CODE_KINDS:
            field = '.'.join(map(str, found.path[len(found.node.path) if found.node else 0 :]))
            yield template.finding_in_text(
                f"placeholder '{excerpt(placeholder.path)}' stands in {excerpt(field)}, which is not a code field: "
                f'code is only injected into Code nodes',
                found,
            )
