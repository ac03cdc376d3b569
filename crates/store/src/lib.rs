//! The only SQLite: encrypted file, migrations, typed readers and one typed writer.
