"""Locate workspaces and their files; read and write files, and start programs."""
