"""The names that code may read without declaring them: tables, each with its source."""
