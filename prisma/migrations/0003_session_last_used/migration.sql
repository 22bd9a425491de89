-- When a session was last used, to the nearest minutes: Headroom's own load counts people of the last 24 hours.
ALTER TABLE "session" ADD COLUMN "last_used_at" TIMESTAMPTZ(3);

CREATE INDEX "session_last_used_at_idx" ON "session"("last_used_at");
