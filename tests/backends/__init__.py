"""The real servers that tests stand on: PostgreSQL, an S3 store, nginx; started on loopback."""
