-- Who shares the leases of one kind of work (its first bucket): those who asked within their last lease.
CREATE TABLE telemetry.lease_owner (
  first      smallint    NOT NULL,
  owner      text        NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (first, owner)
);

-- Retention looks for what is old, whatever the app.
CREATE INDEX signal_block_start ON telemetry.signal_block (kind, start);
