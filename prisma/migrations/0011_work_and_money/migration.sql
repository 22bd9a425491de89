-- What a team writes beside a step, what it pays, in which currency it reckons, and its own quantities of a bill.
CREATE TABLE "step_note" (
    "app_id" BIGINT NOT NULL,
    "step_id" TEXT NOT NULL,
    "owner" TEXT,
    "comment" TEXT,
    "link" TEXT,
    "blocked" TEXT,
    "user_id" BIGINT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "step_note_pkey" PRIMARY KEY ("app_id", "step_id")
);

CREATE TABLE "own_price" (
    "team_id" BIGINT NOT NULL,
    "price_id" TEXT NOT NULL,
    "price" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "user_id" BIGINT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "own_price_pkey" PRIMARY KEY ("team_id", "price_id")
);

ALTER TABLE "team" ADD COLUMN "currency" TEXT NOT NULL DEFAULT 'USD';
ALTER TABLE "team" ADD COLUMN "per_usd" TEXT NOT NULL DEFAULT '1';
ALTER TABLE "team" ADD COLUMN "per_usd_at" TIMESTAMPTZ(3);
ALTER TABLE "app" ADD COLUMN "quantities" JSONB NOT NULL DEFAULT '{}';

ALTER TABLE "step_note" ADD CONSTRAINT "step_note_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "app"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "own_price" ADD CONSTRAINT "own_price_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE CASCADE ON UPDATE CASCADE;
