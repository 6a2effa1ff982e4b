"""What versions of n8n accept: data, one module per language. The next release of n8n is an edit here."""
