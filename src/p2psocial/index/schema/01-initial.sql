-- An item that was accepted: its header in columns, and the info dict from which they were read.
-- The columns from `info` to `replaces` are the fields of protocol.item.Item, in that order.
CREATE TABLE item (
    item_id   INTEGER PRIMARY KEY,
    info      BLOB NOT NULL,
    infohash  BLOB NOT NULL UNIQUE,
    id        BLOB NOT NULL UNIQUE,
    kind      TEXT NOT NULL,
    board     TEXT NOT NULL,
    author    BLOB NOT NULL,
    nick      TEXT NOT NULL,
    created   INTEGER NOT NULL,
    name      TEXT NOT NULL,
    length    INTEGER NOT NULL,
    pieces    BLOB NOT NULL,
    body_hash BLOB NOT NULL,
    signature BLOB NOT NULL,
    title     TEXT NOT NULL,
    parent    BLOB,
    root      BLOB,
    replaces  BLOB,
    arrived   INTEGER NOT NULL,
    chain     INTEGER NOT NULL REFERENCES chain (chain_id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX item_chain ON item (chain, created DESC, id DESC);
CREATE INDEX item_parent ON item (parent) WHERE parent IS NOT NULL;
CREATE INDEX item_root ON item (root) WHERE root IS NOT NULL;
CREATE INDEX item_board ON item (board, created, id);
CREATE INDEX item_author ON item (author);
CREATE INDEX item_replaces ON item (replaces) WHERE replaces IS NOT NULL;

-- What people see as one post or comment: the versions that are linked by `replaces`. An item
-- that was never edited is a chain of one. Everything a ranking needs is materialised here.
CREATE TABLE chain (
    chain_id   INTEGER PRIMARY KEY,
    kind       TEXT NOT NULL,
    board      TEXT NOT NULL,
    parent     BLOB,                          -- of a comment: the infohash that it answers
    root       BLOB,                          -- of a comment: the infohash of its post
    original   INTEGER NOT NULL,              -- an item_id; no foreign key, because that would
    newest     INTEGER NOT NULL,              -- need two more indexes; so is this one
    searchable INTEGER,                       -- the version that is in the full-text index
    versions   INTEGER NOT NULL DEFAULT 1,
    created    INTEGER NOT NULL,              -- of the original
    tie        INTEGER NOT NULL,              -- first 8 bytes of the original's id, in its order
    households INTEGER NOT NULL DEFAULT 0,    -- distinct, over all versions
    seeds      INTEGER NOT NULL DEFAULT 0,    -- the count that we can defend: see standing.py
    source     TEXT NOT NULL DEFAULT 'none',  -- which kind of evidence gave it
    seen       INTEGER,                       -- the time of that evidence
    seed_seconds INTEGER NOT NULL DEFAULT 0,  -- seeds times seconds, so far: see history.py
    top_rank   INTEGER NOT NULL DEFAULT 0,    -- seeds and seed-hours in one number each, and time
    hours_rank INTEGER NOT NULL DEFAULT 0,    -- and seeds in one: see ranks.py
    hot        INTEGER NOT NULL DEFAULT 0,
    comments   INTEGER NOT NULL DEFAULT 0,    -- of a post: comments in its thread, not retracted
    retracted  INTEGER NOT NULL DEFAULT 0,
    ranked     INTEGER NOT NULL DEFAULT 0,    -- a post that is not retracted
    due        INTEGER DEFAULT 0              -- when to measure it next; NULL is never
);
CREATE INDEX chain_parent ON chain (parent) WHERE parent IS NOT NULL;
CREATE INDEX chain_root ON chain (root) WHERE root IS NOT NULL;
CREATE INDEX chain_due ON chain (due, created DESC) WHERE due IS NOT NULL;
CREATE INDEX chain_top ON chain (top_rank DESC, created DESC, tie) WHERE ranked;
CREATE INDEX chain_hours ON chain (hours_rank DESC, created DESC, tie) WHERE ranked;
CREATE INDEX chain_hot ON chain (hot DESC, created DESC, tie) WHERE ranked;
-- With the ranks, so that those of one span of time can be counted in the index alone.
CREATE INDEX chain_new ON chain (created DESC, tie, top_rank, hours_rank) WHERE ranked;
CREATE INDEX chain_board_top ON chain (board, top_rank DESC, created DESC, tie) WHERE ranked;
CREATE INDEX chain_board_hours ON chain (board, hours_rank DESC, created DESC, tie) WHERE ranked;
CREATE INDEX chain_board_hot ON chain (board, hot DESC, created DESC, tie) WHERE ranked;
CREATE INDEX chain_board_new ON chain (board, created DESC, tie, top_rank, hours_rank) WHERE ranked;

-- Which ranks exist among the ranked chains of a board ('' is all of them), and when the newest
-- of those chains was created; `endangered` is where the rank stands in that order. See ladders.py.
CREATE TABLE top_level (
    board TEXT NOT NULL, rank INTEGER NOT NULL, newest INTEGER NOT NULL,
    endangered INTEGER NOT NULL,
    PRIMARY KEY (board, rank)
) WITHOUT ROWID;
CREATE UNIQUE INDEX top_level_endangered ON top_level (board, endangered);
CREATE TABLE hours_level (
    board TEXT NOT NULL, rank INTEGER NOT NULL, newest INTEGER NOT NULL,
    PRIMARY KEY (board, rank)
) WITHOUT ROWID;

-- How many chains of a board have a rank and were created in that stretch of time.
CREATE TABLE top_tally (
    board TEXT NOT NULL, rank INTEGER NOT NULL, stretch INTEGER NOT NULL, chains INTEGER NOT NULL,
    PRIMARY KEY (board, rank, stretch)
) WITHOUT ROWID;
CREATE TABLE hours_tally (
    board TEXT NOT NULL, rank INTEGER NOT NULL, stretch INTEGER NOT NULL, chains INTEGER NOT NULL,
    PRIMARY KEY (board, rank, stretch)
) WITHOUT ROWID;

-- The file of an item, once, or no row while only its header is here. `heading` counts the characters before a post's body.
CREATE TABLE text (
    item_id INTEGER PRIMARY KEY REFERENCES item (item_id),
    size    INTEGER NOT NULL,
    heading INTEGER NOT NULL,
    content TEXT NOT NULL
);
CREATE VIEW searchable_text AS
    SELECT item.item_id, item.title, coalesce(substr(text.content, text.heading + 1), '') AS body
    FROM item LEFT JOIN text ON text.item_id = item.item_id;
CREATE VIRTUAL TABLE search USING fts5 (
    title, body, content = 'searchable_text', content_rowid = 'item_id',
    tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);

-- What we seed. `chain` repeats item.chain, so that a chain's seeds are one look-up.
CREATE TABLE seed (
    item_id INTEGER PRIMARY KEY REFERENCES item (item_id),
    chain   INTEGER NOT NULL REFERENCES chain (chain_id) DEFERRABLE INITIALLY DEFERRED,
    since   INTEGER NOT NULL,
    until   INTEGER
);
CREATE INDEX seed_chain ON seed (chain, since);
CREATE INDEX seed_since ON seed (since, item_id);
CREATE INDEX seed_until ON seed (until) WHERE until IS NOT NULL;

-- Who proved to be a seed. `chain` repeats item.chain, as above.
CREATE TABLE swarm (
    chain     INTEGER NOT NULL REFERENCES chain (chain_id) DEFERRABLE INITIALLY DEFERRED,
    household TEXT NOT NULL,
    item_id   INTEGER NOT NULL REFERENCES item (item_id),
    seen      INTEGER NOT NULL,
    PRIMARY KEY (chain, household, item_id)
) WITHOUT ROWID;
CREATE INDEX swarm_item ON swarm (item_id, seen);
CREATE INDEX swarm_seen ON swarm (seen);

-- The last count of an item in the DHT, and whether it is recent enough to be counted.
CREATE TABLE measurement (
    item_id  INTEGER PRIMARY KEY REFERENCES item (item_id),
    chain    INTEGER NOT NULL REFERENCES chain (chain_id) DEFERRABLE INITIALLY DEFERRED,
    estimate REAL NOT NULL,
    low      REAL NOT NULL,
    high     REAL NOT NULL,
    nodes    INTEGER NOT NULL,
    measured INTEGER NOT NULL,
    counts   INTEGER NOT NULL
);
CREATE INDEX measurement_chain ON measurement (chain, measured DESC);
CREATE INDEX measurement_counts ON measurement (measured) WHERE counts;

-- Seed-hours, by the version on whose evidence they rest: `seconds` so far, and how many seeds
-- there have been since then for the whole chain. See history.py.
CREATE TABLE seed_time (
    item_id INTEGER PRIMARY KEY REFERENCES item (item_id),
    chain   INTEGER NOT NULL REFERENCES chain (chain_id) DEFERRABLE INITIALLY DEFERRED,
    seconds INTEGER NOT NULL,
    seeds   INTEGER NOT NULL,
    since   INTEGER NOT NULL
);
CREATE INDEX seed_time_chain ON seed_time (chain);

-- How many seeds there were at that time, thinned as they age: see history.py.
CREATE TABLE sample (
    item_id INTEGER NOT NULL REFERENCES item (item_id),
    time    INTEGER NOT NULL,
    seeds   INTEGER NOT NULL,
    PRIMARY KEY (item_id, time)
) WITHOUT ROWID;

-- Texts that we give to gossip peers although we do not seed them.
CREATE TABLE carried (
    item_id INTEGER PRIMARY KEY REFERENCES item (item_id),
    since   INTEGER NOT NULL
);
CREATE INDEX carried_since ON carried (since, item_id);

CREATE TABLE board (name TEXT PRIMARY KEY, joined INTEGER NOT NULL) WITHOUT ROWID;

-- What its owner does not want to see, keep or pass on.
CREATE TABLE block (
    kind  TEXT NOT NULL,
    value TEXT NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (kind, value)
) WITHOUT ROWID;

-- How much there is, kept by the triggers below.
CREATE TABLE total (
    items      INTEGER NOT NULL,
    seeds      INTEGER NOT NULL,
    text_bytes INTEGER NOT NULL,
    seed_bytes INTEGER NOT NULL
);
INSERT INTO total VALUES (0, 0, 0, 0);
CREATE TRIGGER item_added AFTER INSERT ON item
    BEGIN UPDATE total SET items = items + 1; END;
CREATE TRIGGER item_removed AFTER DELETE ON item
    BEGIN UPDATE total SET items = items - 1; END;
CREATE TRIGGER seed_added AFTER INSERT ON seed
    BEGIN
        UPDATE total SET seeds = seeds + 1, seed_bytes = seed_bytes + (
            SELECT length FROM item WHERE item.item_id = NEW.item_id
        );
    END;
CREATE TRIGGER seed_removed AFTER DELETE ON seed
    BEGIN
        UPDATE total SET seeds = seeds - 1, seed_bytes = seed_bytes - (
            SELECT length FROM item WHERE item.item_id = OLD.item_id
        );
    END;
CREATE TRIGGER text_added AFTER INSERT ON text
    BEGIN UPDATE total SET text_bytes = text_bytes + NEW.size; END;
CREATE TRIGGER text_removed AFTER DELETE ON text
    BEGIN UPDATE total SET text_bytes = text_bytes - OLD.size; END;

-- What protocol.item.Item is made of, in the order of its fields.
CREATE VIEW header AS
    SELECT
        info, infohash, id, kind, board, author, nick, created, name, length, pieces, body_hash,
        signature, title, parent, root, replaces, item_id
    FROM item;

-- What records.Entry is made of, the fields of Item first. `comments` is right for posts only: those
-- of a comment are counted when somebody asks.
CREATE VIEW entry AS
    SELECT
        item.info, item.infohash, item.id, item.kind, item.board, item.author, item.nick,
        item.created, item.name, item.length, item.pieces, item.body_hash, item.signature,
        item.title, item.parent, item.root, item.replaces,
        item.arrived, chain.seeds, chain.source, chain.seen, chain.seed_seconds,
        EXISTS (SELECT 1 FROM seed WHERE seed.item_id = item.item_id) AS seeding,
        chain.comments, original.infohash AS original, newest.infohash AS newest,
        chain.retracted, item.item_id, item.chain AS chain_id
    FROM item
    JOIN chain ON chain.chain_id = item.chain
    JOIN item AS original ON original.item_id = chain.original
    JOIN item AS newest ON newest.item_id = chain.newest;
