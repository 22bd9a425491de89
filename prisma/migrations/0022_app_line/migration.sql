-- What the team page reads of every app, apart from what it shows of a few: a thousand summaries are megabytes.
ALTER TABLE "app_state" ADD COLUMN "line" JSONB;
