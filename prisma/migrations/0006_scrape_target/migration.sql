-- Prometheus endpoints that collectors read for an app.
CREATE TABLE "scrape_target" (
    "id" BIGSERIAL NOT NULL,
    "app_id" BIGINT NOT NULL,
    "url" TEXT NOT NULL,
    "interval_seconds" INTEGER NOT NULL,
    "timeout_seconds" INTEGER NOT NULL,
    "credential_kind" TEXT,
    "credential" BYTEA,
    "job" TEXT,
    "instance" TEXT,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "test_requested_at" TIMESTAMPTZ(3),
    "last_scrape_at" TIMESTAMPTZ(3),
    "up" BOOLEAN,
    "up_since" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "samples" INTEGER,
    "duration_ms" INTEGER,

    CONSTRAINT "scrape_target_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "scrape_target_app_id_url_key" ON "scrape_target"("app_id", "url");

ALTER TABLE "scrape_target" ADD CONSTRAINT "scrape_target_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "app"("id") ON DELETE CASCADE ON UPDATE CASCADE;
