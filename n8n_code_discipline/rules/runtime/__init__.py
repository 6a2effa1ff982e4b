"""What a chosen n8n version refuses or changes."""
