-- Folded telemetry: minutes an (app, hour), hours an (app, day). See docs/telemetry.md.
CREATE TABLE telemetry.block (
  app_id     bigint      NOT NULL,
  resolution integer     NOT NULL, -- seconds of a slot: 60 (start is an hour), 3600 (start is a UTC day)
  start      timestamptz NOT NULL,
  part       smallint    NOT NULL, -- a large row is cut by metric
  directory  integer[]   NOT NULL, -- where in the payload which metrics lie (store/block-directory.ts)
  payload    bytea       NOT NULL, -- store/block.ts
  PRIMARY KEY (app_id, resolution, start, part)
) PARTITION BY RANGE (resolution, start);

-- What is to be folded, and when: hours into minutes (60), days into hours (3600). Marked by the derivation
-- of an hour and by the fold of one of a day's hours; a row goes in the transaction that folds.
CREATE TABLE telemetry.fold_due (
  app_id     bigint      NOT NULL,
  resolution integer     NOT NULL,
  start      timestamptz NOT NULL,
  due_at     timestamptz NOT NULL,
  PRIMARY KEY (app_id, resolution, start)
);
CREATE INDEX fold_due_at ON telemetry.fold_due (due_at);

-- What an earlier release stored is folded too.
INSERT INTO telemetry.fold_due (app_id, resolution, start, due_at)
  SELECT DISTINCT app_id, 60, event_hour, now() + interval '10 minutes' FROM telemetry.frame;
