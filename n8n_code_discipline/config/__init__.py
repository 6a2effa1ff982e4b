"""The settings that hold for a workspace, and the files they come from."""
