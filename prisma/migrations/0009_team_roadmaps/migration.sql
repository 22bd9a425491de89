-- Roadmaps of a team's own, in versions that are never changed. The team stands in each foreign key, so that an
-- app cannot follow another team's.
CREATE TABLE "team_roadmap" (
    "id" BIGSERIAL NOT NULL,
    "team_id" BIGINT NOT NULL,
    "slug" TEXT NOT NULL,
    "forked_from" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "team_roadmap_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "team_roadmap_slug_key" ON "team_roadmap"("slug");
CREATE UNIQUE INDEX "team_roadmap_team_id_id_key" ON "team_roadmap"("team_id", "id");

CREATE TABLE "roadmap_version" (
    "id" BIGSERIAL NOT NULL,
    "team_id" BIGINT NOT NULL,
    "roadmap_id" BIGINT NOT NULL,
    "number" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "created_by" BIGINT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "roadmap_version_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "roadmap_version_roadmap_id_number_key" ON "roadmap_version"("roadmap_id", "number");
CREATE UNIQUE INDEX "roadmap_version_team_id_id_key" ON "roadmap_version"("team_id", "id");
CREATE INDEX "roadmap_version_team_id_roadmap_id_idx" ON "roadmap_version"("team_id", "roadmap_id");

ALTER TABLE "team_roadmap" ADD CONSTRAINT "team_roadmap_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "roadmap_version" ADD CONSTRAINT "roadmap_version_team_id_roadmap_id_fkey" FOREIGN KEY ("team_id", "roadmap_id") REFERENCES "team_roadmap"("team_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "app" ADD COLUMN "own_roadmap_id" BIGINT;
CREATE INDEX "app_team_id_own_roadmap_id_idx" ON "app"("team_id", "own_roadmap_id");
ALTER TABLE "app" ADD CONSTRAINT "app_team_id_own_roadmap_id_fkey" FOREIGN KEY ("team_id", "own_roadmap_id") REFERENCES "roadmap_version"("team_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;
