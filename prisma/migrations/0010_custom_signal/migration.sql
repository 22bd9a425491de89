-- Signals that a team declares for an app.
CREATE TABLE "custom_signal" (
    "app_id" BIGINT NOT NULL,
    "signal" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "metric" TEXT NOT NULL,
    "where" JSONB NOT NULL DEFAULT '{}',
    "aggregation" TEXT NOT NULL,
    "unit" TEXT NOT NULL,
    "worsens" TEXT NOT NULL,
    "limit" DOUBLE PRECISION,
    "hold_minutes" INTEGER NOT NULL DEFAULT 5,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" BIGINT,

    CONSTRAINT "custom_signal_pkey" PRIMARY KEY ("app_id", "signal")
);

ALTER TABLE "custom_signal" ADD CONSTRAINT "custom_signal_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "app"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Who muted a threshold and why, when a crossing was first seen, and what late data or people said of it.
ALTER TABLE "threshold_override" ADD COLUMN "muted_reason" TEXT,
    ADD COLUMN "muted_by" BIGINT,
    ADD COLUMN "muted_at" TIMESTAMPTZ(3);

ALTER TABLE "crossing" ADD COLUMN "revealed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    ADD COLUMN "notes" JSONB NOT NULL DEFAULT '[]';

-- Crossings of before were seen as they opened, as far as anybody knows.
UPDATE "crossing" SET "revealed_at" = "opened_at";
