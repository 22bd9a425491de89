-- A team's own pages of charts.
CREATE TABLE "dashboard" (
    "id" TEXT NOT NULL,
    "team_id" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "panels" JSONB NOT NULL DEFAULT '[]',
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" BIGINT,

    CONSTRAINT "dashboard_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "dashboard_team_id_idx" ON "dashboard"("team_id");

ALTER TABLE "dashboard" ADD CONSTRAINT "dashboard_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE CASCADE ON UPDATE CASCADE;
