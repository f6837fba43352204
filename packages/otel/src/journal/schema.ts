/**
 * The journal of one process: `$CODEX_HOME/otel/journal/<writer>.v1.sqlite`, beside it `<writer>.v1.lock`, a second
 * SQLite file that the owner holds exclusively and the system frees when the process dies.
 *
 * A new version gets a new file name; a reader leaves files of versions it does not know alone.
 */
export const JOURNAL_VERSION = 1;

export const JOURNAL_SCHEMA: string = `
  -- writer, version, created_unix_millis; later also not_recorded and content_dropped.
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

  -- The destinations this process was configured with: every event of the file is bound to all of them.
  CREATE TABLE destinations (
    id INTEGER PRIMARY KEY,
    fingerprint TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    signals TEXT NOT NULL,   -- JSON: {signal: {url, protocol}}
    policy TEXT NOT NULL     -- JSON: content policy in force when the events were recorded
  );

  -- What is the same for many events: common metadata, resource, trace attributes.
  CREATE TABLE contexts (id INTEGER PRIMARY KEY, json TEXT NOT NULL);

  -- The events, in order. Rows are never deleted one by one, so a sequence number is never used again; without
  -- AUTOINCREMENT and without an index, which the courier adds, an append writes one page.
  CREATE TABLE events (
    sequence INTEGER PRIMARY KEY,
    turn_id TEXT,
    conversation_id TEXT NOT NULL,
    name TEXT NOT NULL,
    time_unix_micros INTEGER NOT NULL,
    context INTEGER NOT NULL REFERENCES contexts(id),
    attributes TEXT NOT NULL, -- JSON
    items TEXT                -- JSON: {list: [reference]}
  );

  -- Content once: message and tool items by hash, redacted.
  CREATE TABLE content (reference TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;

  -- One row per item and destination, but for items that were delivered together with the rest of their turn: of these
  -- only 'settled' speaks.
  CREATE TABLE outcomes (
    destination INTEGER NOT NULL REFERENCES destinations(id),
    signal TEXT NOT NULL,
    id TEXT NOT NULL,
    turn_id TEXT NOT NULL,
    first_source INTEGER NOT NULL, -- items go out in the order of their oldest event
    state TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'rejected', 'expired', 'partial')),
    next_try_unix_millis INTEGER NOT NULL DEFAULT 0,
    fault TEXT,               -- JSON: DeliveryFault
    batch TEXT,               -- for 'partial': the batch of which some items were refused
    batch_rejected INTEGER,
    batch_size INTEGER,
    sources TEXT NOT NULL,    -- JSON: sequence numbers of the events the item is made from
    payload TEXT,             -- JSON of the item; rejected and partial ones only
    PRIMARY KEY (destination, signal, id)
  ) WITHOUT ROWID;
  CREATE INDEX outcomes_pending ON outcomes (destination, signal, first_source) WHERE state = 'pending';

  -- How far a turn is done with. Of a closed turn, all items that come from its events up to this one are delivered or
  -- have a row in outcomes: those of one signal, or, with signal 'all', those of every signal the destination takes.
  -- turn_id '' stands for the events outside of turns.
  CREATE TABLE settled (
    destination INTEGER NOT NULL REFERENCES destinations(id),
    turn_id TEXT NOT NULL,
    signal TEXT NOT NULL,
    up_to INTEGER NOT NULL, -- events.sequence
    PRIMARY KEY (destination, turn_id, signal)
  ) WITHOUT ROWID;
`;

/** What the delivering side needs to find a turn's events and outcomes. */
export const DELIVERY_INDEX = `
  CREATE INDEX IF NOT EXISTS events_by_turn ON events (turn_id, sequence);
  CREATE INDEX IF NOT EXISTS outcomes_by_turn ON outcomes (destination, turn_id)`;

/** Every event with every destination; to be read with `IS_OPEN`. */
export const EVENTS_AND_DESTINATIONS = `
  destinations CROSS JOIN events LEFT JOIN settled
    ON settled.destination = destinations.id AND settled.turn_id = COALESCE(events.turn_id, '') AND settled.signal = 'all'`;

/** Of an event and a destination: items may come from it that have no outcome yet. */
export const IS_OPEN = '(settled.up_to IS NULL OR events.sequence > settled.up_to)';

/** Turns (`''`: what stands outside of turns) with open events, for the destination `?1`; made for `events_by_turn`. */
export const OPEN_TURNS = `
  SELECT turns.turn_id AS turn_id, turns.began AS began FROM (
    SELECT COALESCE(turn_id, '') AS turn_id, MIN(sequence) AS began, MAX(sequence) AS last FROM events GROUP BY events.turn_id
  ) AS turns
  LEFT JOIN settled ON settled.destination = ?1 AND settled.turn_id = turns.turn_id AND settled.signal = 'all'
  WHERE settled.up_to IS NULL OR turns.last > settled.up_to`;
