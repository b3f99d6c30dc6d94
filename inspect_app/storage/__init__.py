"""Where things are kept on the device: TinyDB over SQLite, repositories, photos, migrations."""
