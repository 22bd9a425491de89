-- How long an app of its own choice keeps its telemetry, and what became of a deleted app's data.
ALTER TABLE "app" ADD COLUMN "keep_minutes_days" INTEGER, ADD COLUMN "keep_hours_days" INTEGER,
  ADD COLUMN "erased_at" TIMESTAMPTZ(3), ADD COLUMN "erased" JSONB NOT NULL DEFAULT '{}';
