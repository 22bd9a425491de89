-- Reports of whole teams too, made by schedule, shared by link, kept as the document that was sent.
CREATE TABLE "report_schedule" (
    "id" BIGSERIAL NOT NULL,
    "team_id" BIGINT NOT NULL,
    "app_id" BIGINT,
    "every" TEXT NOT NULL,
    "day" INTEGER NOT NULL,
    "hour" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" BIGINT,

    CONSTRAINT "report_schedule_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "report_share" (
    "id" BIGSERIAL NOT NULL,
    "report_id" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" BIGINT,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "withdrawn_at" TIMESTAMPTZ(3),
    "last_opened_at" TIMESTAMPTZ(3),

    CONSTRAINT "report_share_pkey" PRIMARY KEY ("id")
);

ALTER TABLE "report" ADD COLUMN "team_id" BIGINT;
UPDATE "report" SET "team_id" = "app"."team_id" FROM "app" WHERE "app"."id" = "report"."app_id";
ALTER TABLE "report" ALTER COLUMN "team_id" SET NOT NULL;
ALTER TABLE "report" ALTER COLUMN "app_id" DROP NOT NULL;
ALTER TABLE "report" ADD COLUMN "schedule_id" BIGINT;
ALTER TABLE "report" ADD COLUMN "due_day" TEXT;

CREATE INDEX "report_schedule_team_id_idx" ON "report_schedule"("team_id");
CREATE UNIQUE INDEX "report_share_hash_key" ON "report_share"("hash");
CREATE INDEX "report_share_report_id_idx" ON "report_share"("report_id");
CREATE INDEX "report_team_id_created_at_idx" ON "report"("team_id", "created_at");
CREATE UNIQUE INDEX "report_schedule_id_due_day_key" ON "report"("schedule_id", "due_day");

ALTER TABLE "report" ADD CONSTRAINT "report_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "report" ADD CONSTRAINT "report_schedule_id_fkey" FOREIGN KEY ("schedule_id") REFERENCES "report_schedule"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "report_schedule" ADD CONSTRAINT "report_schedule_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "report_schedule" ADD CONSTRAINT "report_schedule_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "app"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "report_share" ADD CONSTRAINT "report_share_report_id_fkey" FOREIGN KEY ("report_id") REFERENCES "report"("id") ON DELETE CASCADE ON UPDATE CASCADE;
