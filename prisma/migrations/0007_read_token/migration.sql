-- Tokens that may read telemetry through Prometheus's API: of one app, or of every app of a team.
CREATE TABLE "read_token" (
    "id" BIGSERIAL NOT NULL,
    "team_id" BIGINT NOT NULL,
    "app_id" BIGINT,
    "hash" BYTEA NOT NULL,
    "hint" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "read_token_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "read_token_hash_key" ON "read_token"("hash");
CREATE INDEX "read_token_team_id_idx" ON "read_token"("team_id");
CREATE INDEX "read_token_app_id_idx" ON "read_token"("app_id");

ALTER TABLE "read_token" ADD CONSTRAINT "read_token_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "read_token" ADD CONSTRAINT "read_token_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "app"("id") ON DELETE CASCADE ON UPDATE CASCADE;
