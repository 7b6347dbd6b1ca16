-- Of those who claim to seed, how many were asked for a piece lately and sent it, and how many
-- answered and did not. `claimed` is what the DHT said, where that is not what is counted.
ALTER TABLE measurement ADD COLUMN claimed REAL;
ALTER TABLE measurement ADD COLUMN proved INTEGER NOT NULL DEFAULT 0;
ALTER TABLE measurement ADD COLUMN denied INTEGER NOT NULL DEFAULT 0;
