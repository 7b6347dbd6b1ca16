"""Counts live seeds in the Mainline DHT, and announces what we seed to the nodes that count.

`client.ScrapeClient` is what the rest of the program sees. libtorrent answers scrapes (BEP 33) but
cannot ask for them, so this is a client of its own, on sockets of its own. It takes no part in the
DHT beyond asking: it says so (BEP 43) and answers nobody.
"""
