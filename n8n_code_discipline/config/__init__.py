"""The settings of a workspace, and the files that define them."""
