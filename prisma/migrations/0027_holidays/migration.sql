-- The team's calendar of holidays: a list of {name, from, to, yearly}, days as YYYY-MM-DD.
ALTER TABLE "team" ADD COLUMN "holidays" JSONB NOT NULL DEFAULT '[]';
