"""Where workspaces, function files and tests are; how files are read and written."""
