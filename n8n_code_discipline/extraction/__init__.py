"""Convert inline code to function files: a body becomes a plan, a plan becomes texts, texts are written."""
