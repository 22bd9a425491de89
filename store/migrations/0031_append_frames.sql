-- Frames and the marks of what they touched, in one call: PostgreSQL keeps the plan of what a function does, which for a
-- statement that comes a hundred times a second costs as much as carrying it out. (So would a statement prepared by
-- name, but that breaks behind a transaction pooler.) `payloads` holds all frames behind one another; the arrays say
-- of each whose it is, the seconds at which its hour begins, its points, where it stands (from 1) and how long it is.
--
-- Marks are made from the frames that were written, so after them, never before: the frames give the transaction its
-- id, and claimDirtyHours waits for the transactions that had one when it claimed. A mark that "is there already" is
-- thus never lost. The transaction takes its id even before the first frame its number, for the same sake.
CREATE FUNCTION telemetry.append_frames(
  received bigint, app_ids bigint[], hours bigint[], points int[], places int[], lengths int[], payloads bytea
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  WITH written AS (
    INSERT INTO telemetry.frame (app_id, received_hour, event_hour, points, payload)
    SELECT given.app_id, to_timestamp($1), to_timestamp(given.hour), given.points, substr($7, given.place, given.length)
    FROM unnest($2, $3, $4, $5, $6) AS given(app_id, hour, points, place, length), pg_current_xact_id()
    RETURNING frame.app_id, frame.event_hour
  )
  INSERT INTO telemetry.dirty_hour (app_id, event_hour, received_hour)
  SELECT written.app_id, written.event_hour, to_timestamp($1)
  FROM written, set_config('synchronous_commit', 'on', true)
  ORDER BY written.app_id, written.event_hour
  ON CONFLICT DO NOTHING;
END $$;
