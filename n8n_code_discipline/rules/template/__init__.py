"""Templates: nodes of other types, and the targets of placeholders anywhere."""
