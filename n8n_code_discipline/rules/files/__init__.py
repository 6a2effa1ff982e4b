"""Rules about files as such: encoding, JSON, names."""
