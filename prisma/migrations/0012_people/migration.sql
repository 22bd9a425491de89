-- Invitations to a team, who people are at the providers they sign in with, and whether their address is known to be theirs.
ALTER TABLE "user" ADD COLUMN "vouched_at" TIMESTAMPTZ(3);
-- Operators were made by a link of the host.
UPDATE "user" SET "vouched_at" = "created_at" WHERE "operator";

CREATE TABLE "invitation" (
    "id" BIGSERIAL NOT NULL,
    "team_id" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,
    "role" "role" NOT NULL,
    "email" TEXT,
    "invited_by" BIGINT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "used_by" BIGINT,
    "withdrawn_at" TIMESTAMPTZ(3),

    CONSTRAINT "invitation_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "identity" (
    "provider" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "user_id" BIGINT NOT NULL,
    "email" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "identity_pkey" PRIMARY KEY ("provider", "subject")
);

CREATE UNIQUE INDEX "invitation_hash_key" ON "invitation"("hash");
CREATE INDEX "invitation_team_id_idx" ON "invitation"("team_id");
CREATE INDEX "invitation_email_idx" ON "invitation"("email");
CREATE INDEX "identity_user_id_idx" ON "identity"("user_id");

ALTER TABLE "invitation" ADD CONSTRAINT "invitation_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "identity" ADD CONSTRAINT "identity_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;
