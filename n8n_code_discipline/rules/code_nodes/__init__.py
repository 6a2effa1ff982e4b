"""Code nodes: their code fields, placeholders and glue."""
