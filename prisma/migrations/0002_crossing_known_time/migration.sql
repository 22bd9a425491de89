-- A crossing under no data stays open as "unknown since", and says up to when its minutes are counted.
ALTER TABLE "crossing" ADD COLUMN "unknown_since_at" TIMESTAMPTZ(3), ADD COLUMN "judged_to_at" TIMESTAMPTZ(3);
