-- Series with a point in the last hour, as the collector counts them against the app's limit.
ALTER TABLE telemetry.intake ADD COLUMN series integer NOT NULL DEFAULT 0;
