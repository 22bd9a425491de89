-- That a collector's memory of a token may be wrong by now: its token or its app's limits changed, or the app went.
-- Written by triggers, so that no way to change them can forget it; new tokens are not remembered by anybody.
-- Only added to, one row a change: a counter would make all who change something wait for each other.
CREATE TABLE telemetry.access_change (
  app_id     bigint      NOT NULL,
  id         bigint      GENERATED ALWAYS AS IDENTITY,
  changed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (app_id, id)
);

CREATE FUNCTION telemetry.note_token_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO telemetry.access_change (app_id) VALUES (OLD.app_id);
  RETURN NULL;
END $$;

CREATE FUNCTION telemetry.note_app_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO telemetry.access_change (app_id) VALUES (OLD.id);
  RETURN NULL;
END $$;

CREATE TRIGGER access_change AFTER UPDATE OR DELETE ON ingest_token
  FOR EACH ROW EXECUTE FUNCTION telemetry.note_token_change();
CREATE TRIGGER access_change AFTER DELETE ON app
  FOR EACH ROW EXECUTE FUNCTION telemetry.note_app_change();
CREATE TRIGGER access_change_update AFTER UPDATE OF limits, deleted_at ON app
  FOR EACH ROW WHEN (OLD.limits IS DISTINCT FROM NEW.limits OR OLD.deleted_at IS DISTINCT FROM NEW.deleted_at)
  EXECUTE FUNCTION telemetry.note_app_change();
