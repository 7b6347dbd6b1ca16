"""The local database: items, texts, votes, evidence and rankings, in one SQLite file."""
