-- What an author wrote, newest first. Serves what `item_author` did as well.
CREATE INDEX item_author_newest ON item (author, created, id);
DROP INDEX item_author;

-- The authors that we are, as far as what concerns them was looked up: see notices.py.
CREATE TABLE own_author (author BLOB PRIMARY KEY) WITHOUT ROWID;

-- What answers us or speaks of us, in the order in which it was noticed; numbers are never used
-- again, so that "up to here was seen" keeps its meaning.
CREATE TABLE notice (
    notice_id INTEGER PRIMARY KEY AUTOINCREMENT,
    item_id   INTEGER NOT NULL UNIQUE REFERENCES item (item_id),
    kind      TEXT NOT NULL,
    noticed   INTEGER NOT NULL
);
CREATE TABLE notices_seen (up_to INTEGER NOT NULL);
INSERT INTO notices_seen VALUES (0);

-- When a thread was last looked at, by the first known version of its post, and how many comments
-- it had then.
CREATE TABLE visit (
    root     BLOB PRIMARY KEY,
    time     INTEGER NOT NULL,
    comments INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX visit_time ON visit (time, root);

-- What lists of seeds are ordered by. The triggers below keep it: `size` is item.length, `seeds`
-- chain.seeds, `ends` is `until` with what never ends last, and `outdated` tells that the chain has
-- a newer version. `uploaded` counts bytes since it has been seeded.
ALTER TABLE seed ADD COLUMN size INTEGER NOT NULL DEFAULT 0;
ALTER TABLE seed ADD COLUMN seeds INTEGER NOT NULL DEFAULT 0;
ALTER TABLE seed ADD COLUMN ends INTEGER NOT NULL DEFAULT 9223372036854775807;
ALTER TABLE seed ADD COLUMN outdated INTEGER NOT NULL DEFAULT 0;
ALTER TABLE seed ADD COLUMN uploaded INTEGER NOT NULL DEFAULT 0;
UPDATE seed SET
    size = (SELECT length FROM item WHERE item.item_id = seed.item_id),
    seeds = (SELECT chain.seeds FROM chain WHERE chain_id = seed.chain),
    ends = coalesce(until, 9223372036854775807),
    outdated = (SELECT newest <> seed.item_id FROM chain WHERE chain_id = seed.chain);
CREATE INDEX seed_seeds ON seed (seeds, since, item_id);
CREATE INDEX seed_ends ON seed (ends, item_id);
CREATE INDEX seed_size ON seed (size, item_id);
CREATE INDEX seed_uploaded ON seed (uploaded, item_id);
CREATE INDEX seed_outdated ON seed (since, item_id) WHERE outdated;
CREATE TRIGGER seed_described AFTER INSERT ON seed
    BEGIN
        UPDATE seed SET
            size = (SELECT length FROM item WHERE item.item_id = NEW.item_id),
            seeds = (SELECT chain.seeds FROM chain WHERE chain_id = NEW.chain),
            ends = coalesce(NEW.until, 9223372036854775807),
            outdated = (SELECT newest <> NEW.item_id FROM chain WHERE chain_id = NEW.chain)
        WHERE item_id = NEW.item_id;
    END;
CREATE TRIGGER seed_extended AFTER UPDATE OF until ON seed
    BEGIN
        UPDATE seed SET ends = coalesce(NEW.until, 9223372036854775807)
        WHERE item_id = NEW.item_id;
    END;
CREATE TRIGGER seed_moved AFTER UPDATE OF chain ON seed
    BEGIN
        UPDATE seed SET
            seeds = (SELECT chain.seeds FROM chain WHERE chain_id = NEW.chain),
            outdated = (SELECT newest <> NEW.item_id FROM chain WHERE chain_id = NEW.chain)
        WHERE item_id = NEW.item_id;
    END;
CREATE TRIGGER chain_counted AFTER UPDATE OF seeds ON chain WHEN OLD.seeds <> NEW.seeds
    BEGIN UPDATE seed SET seeds = NEW.seeds WHERE chain = NEW.chain_id; END;
CREATE TRIGGER chain_renewed AFTER UPDATE OF newest ON chain WHEN OLD.newest <> NEW.newest
    BEGIN UPDATE seed SET outdated = (item_id <> NEW.newest) WHERE chain = NEW.chain_id; END;
