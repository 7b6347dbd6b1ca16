"""BitTorrent and the DHT: the only package that imports libtorrent.

`bittorrent.BitTorrent` is what the rest of the program sees. It drives two libtorrent sessions:
`seeding.Seeding` serves what we vote for and is the one the world can reach; `reading.Reading`
fetches texts, accepts no connection and uploads nothing, so that reading never makes us a seed.
"""
