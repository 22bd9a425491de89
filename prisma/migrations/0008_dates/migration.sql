-- Every date that was told, with what was known then and what came of it, and the newest forecast of each app.
CREATE TABLE "published_date" (
    "id" BIGSERIAL NOT NULL,
    "app_id" BIGINT NOT NULL,
    "what" TEXT NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL,
    "moved" TEXT NOT NULL,
    "date" JSONB NOT NULL,
    "known" JSONB,
    "facts" TEXT NOT NULL,
    "replaced_at" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "met_at" TIMESTAMPTZ(3),

    CONSTRAINT "published_date_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "published_date_app_id_what_published_at_idx" ON "published_date"("app_id", "what", "published_at");

CREATE TABLE "app_forecast" (
    "app_id" BIGINT NOT NULL,
    "key" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "days" JSONB NOT NULL,
    "dates" JSONB NOT NULL,

    CONSTRAINT "app_forecast_pkey" PRIMARY KEY ("app_id")
);

ALTER TABLE "published_date" ADD CONSTRAINT "published_date_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "app"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "app_forecast" ADD CONSTRAINT "app_forecast_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "app"("id") ON DELETE CASCADE ON UPDATE CASCADE;
