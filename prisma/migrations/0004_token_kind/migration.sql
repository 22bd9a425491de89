-- A token of a page has a list of origins and is good for its metrics alone.
CREATE TYPE "token_kind" AS ENUM ('server', 'browser');

ALTER TABLE "ingest_token" ADD COLUMN "kind" "token_kind" NOT NULL DEFAULT 'server',
ADD COLUMN "origins" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- How much one app may send, where an operator has said it: what is not named is the installation's.
ALTER TABLE "app" ADD COLUMN "limits" JSONB NOT NULL DEFAULT '{}';
