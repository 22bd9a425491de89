-- Telemetry: series, the hot log of frames, marks of what changed, signals. See docs/architecture.md.
CREATE SCHEMA telemetry;

-- A series is one metric with one set of resource, scope and point attributes of one app.
CREATE SEQUENCE telemetry.series_id;
CREATE TABLE telemetry.series (
  app_id        bigint      NOT NULL,
  series_id     bigint      NOT NULL DEFAULT nextval('telemetry.series_id'),
  identity_hash bytea       NOT NULL,
  metric        text        NOT NULL,
  kind          smallint    NOT NULL, -- store/points.ts PointKind
  temporality   smallint    NOT NULL, -- 0 none, 1 delta, 2 cumulative
  monotonic     boolean     NOT NULL,
  unit          text        NOT NULL,
  description   text        NOT NULL,
  scope         jsonb       NOT NULL, -- {name, version}
  resource      jsonb       NOT NULL, -- identity attributes of the resource
  attributes    jsonb       NOT NULL, -- attributes of the point
  metadata      jsonb       NOT NULL DEFAULT '{}', -- volatile resource attributes, not identity
  created_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (app_id, series_id),
  UNIQUE (app_id, identity_hash)
);

-- The hot log: one row per app, event hour and flush; payload is a frame (store/frame.ts).
CREATE TABLE telemetry.frame (
  app_id        bigint      NOT NULL,
  received_hour timestamptz NOT NULL,
  seq           bigint      GENERATED ALWAYS AS IDENTITY,
  event_hour    timestamptz NOT NULL,
  points        integer     NOT NULL,
  payload       bytea       NOT NULL,
  PRIMARY KEY (app_id, received_hour, seq)
) PARTITION BY RANGE (received_hour);
CREATE INDEX frame_event_hour ON telemetry.frame (app_id, event_hour);

-- Hours that new frames touched and whose signals are not derived yet. A derivation first moves its
-- rows from claimed = false to true in a short transaction (so that ingest never waits for it) and
-- deletes them in the transaction that writes the signals.
CREATE TABLE telemetry.dirty_hour (
  app_id        bigint      NOT NULL,
  event_hour    timestamptz NOT NULL,
  received_hour timestamptz NOT NULL,
  claimed       boolean     NOT NULL DEFAULT false,
  PRIMARY KEY (app_id, event_hour, received_hour, claimed)
);

-- Signals of an app-hour: minutes (kind 'minutes') rewritten while the hour is open, and the small
-- hour row (kind 'hour') that is kept long. Payload is a versioned codec (store/signal-codec.ts).
CREATE TABLE telemetry.signal_block (
  app_id     bigint      NOT NULL,
  kind       text        NOT NULL,
  start      timestamptz NOT NULL,
  written_at timestamptz NOT NULL DEFAULT now(),
  payload    bytea       NOT NULL,
  PRIMARY KEY (app_id, kind, start)
);
ALTER TABLE telemetry.signal_block ALTER COLUMN payload SET STORAGE EXTERNAL;

-- What was refused, for the signals page: counts per app, day and reason. Written by collectors.
CREATE TABLE telemetry.refusal (
  app_id  bigint NOT NULL,
  day     date   NOT NULL,
  reason  text   NOT NULL, -- e.g. traces-not-kept, too-far-in-future
  points  bigint NOT NULL,
  last_at timestamptz NOT NULL,
  example text   NOT NULL DEFAULT '',
  PRIMARY KEY (app_id, day, reason)
);

-- Workers share apps by bucket (app_id mod 256). Each write transaction locks its lease row FOR SHARE
-- and checks the epoch; a take-over is an UPDATE that raises it. Times are the database's.
CREATE TABLE telemetry.lease (
  bucket     smallint    PRIMARY KEY,
  owner      text        NOT NULL,
  epoch      bigint      NOT NULL,
  expires_at timestamptz NOT NULL
);
