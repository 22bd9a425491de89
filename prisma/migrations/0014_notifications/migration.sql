-- Who is told of what: channels, messages of one or more events, and which event went into which message.
ALTER TABLE "outbox" RENAME COLUMN "delivered_at" TO "handed_at";
ALTER TABLE "outbox" ADD COLUMN "team_id" BIGINT;
UPDATE "outbox" SET "team_id" = "app"."team_id" FROM "app" WHERE "app"."id" = "outbox"."app_id";
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "outbox_handed_at_idx" ON "outbox"("handed_at");

CREATE TABLE "notification_channel" (
    "id" UUID NOT NULL,
    "team_id" BIGINT NOT NULL,
    "user_id" BIGINT,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "secret" BYTEA,
    "events" TEXT[],
    "quiet_from" INTEGER,
    "quiet_to" INTEGER,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "notification_channel_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "notification_channel_team_id_user_id_key" ON "notification_channel"("team_id", "user_id");
ALTER TABLE "notification_channel" ADD CONSTRAINT "notification_channel_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE CASCADE ON UPDATE CASCADE;
-- A person's own channel ends with the membership.
ALTER TABLE "notification_channel" ADD CONSTRAINT "notification_channel_membership_fkey" FOREIGN KEY ("team_id", "user_id") REFERENCES "membership"("team_id", "user_id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "notification_message" (
    "id" BIGSERIAL NOT NULL,
    "channel_id" UUID NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "lease" UUID,
    "lease_until" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "test" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "notification_message_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "notification_message_channel_id_id_idx" ON "notification_message"("channel_id", "id");
CREATE INDEX "notification_message_state_due_at_idx" ON "notification_message"("state", "due_at");
ALTER TABLE "notification_message" ADD CONSTRAINT "notification_message_channel_id_fkey" FOREIGN KEY ("channel_id") REFERENCES "notification_channel"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "notification_item" (
    "channel_id" UUID NOT NULL,
    "outbox_id" BIGINT NOT NULL,
    "message_id" BIGINT NOT NULL,

    CONSTRAINT "notification_item_pkey" PRIMARY KEY ("channel_id", "outbox_id")
);
CREATE INDEX "notification_item_message_id_idx" ON "notification_item"("message_id");
CREATE INDEX "notification_item_outbox_id_idx" ON "notification_item"("outbox_id");
ALTER TABLE "notification_item" ADD CONSTRAINT "notification_item_outbox_id_fkey" FOREIGN KEY ("outbox_id") REFERENCES "outbox"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "notification_item" ADD CONSTRAINT "notification_item_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "notification_message"("id") ON DELETE CASCADE ON UPDATE CASCADE;
