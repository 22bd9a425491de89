-- Requests that came in, for the first-data page and for whoever looks for a wrong token: counts per
-- app, minute and outcome. app_id 0 stands for requests of which no app is known. Kept for an hour.
CREATE TABLE telemetry.intake (
  app_id   bigint      NOT NULL,
  minute   timestamptz NOT NULL,
  outcome  text        NOT NULL, -- 'kept', or why the request was refused, e.g. 'unknown-token'
  token_id bigint      NOT NULL, -- 0 where none is known
  address  text        NOT NULL, -- of the sender; empty for kept requests
  requests bigint      NOT NULL,
  points   bigint      NOT NULL, -- acknowledged
  last_at  timestamptz NOT NULL,
  PRIMARY KEY (app_id, minute, outcome, token_id, address)
);
