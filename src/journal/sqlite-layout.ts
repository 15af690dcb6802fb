/** The tables of a journal file. The index over subjects grows at its end: identifiers begin with time. */
export const LAYOUT = `
  CREATE TABLE IF NOT EXISTS event (
    sequence INTEGER PRIMARY KEY,
    type TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS event_subject ON event (subject);
  CREATE TABLE IF NOT EXISTS checkpoint (
    name TEXT PRIMARY KEY,
    sequence INTEGER NOT NULL,
    state TEXT NOT NULL
  ) STRICT;
`;
