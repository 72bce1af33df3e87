"""A server of room version I.1 that was written from the core draft alone; see README.md."""
