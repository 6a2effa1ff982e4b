"""Keep the code of n8n workflows in tested files."""
