"""A social network without servers: posts are small signed torrents, votes are their seeds."""

__version__ = "0.1.0"
