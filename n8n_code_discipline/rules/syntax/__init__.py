"""Templates and their nodes."""
