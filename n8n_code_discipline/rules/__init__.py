"""One file per rule: `<code>_<name>.py` in the folder of its group."""
