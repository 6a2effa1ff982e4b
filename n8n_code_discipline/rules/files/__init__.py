"""What any file may get."""
