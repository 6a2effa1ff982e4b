"""Rules about what a chosen version of n8n rejects or changes."""
