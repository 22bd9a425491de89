-- Quiet hours of a person, in a zone of their own.
ALTER TABLE "notification_channel" ADD COLUMN "time_zone" TEXT;

-- Names tell channels and dashboards of a team apart from now on: the second of a name becomes "name (2)".
UPDATE "notification_channel" c SET "name" = left(c."name", 74) || ' (' || n.place || ')'
FROM (SELECT "id", row_number() OVER (PARTITION BY "team_id", "name" ORDER BY "created_at", "id") AS place
      FROM "notification_channel" WHERE "user_id" IS NULL) n
WHERE n."id" = c."id" AND n.place > 1;

UPDATE "dashboard" d SET "name" = left(d."name", 114) || ' (' || n.place || ')'
FROM (SELECT "id", row_number() OVER (PARTITION BY "team_id", "name" ORDER BY "created_at", "id") AS place
      FROM "dashboard") n
WHERE n."id" = d."id" AND n.place > 1;
