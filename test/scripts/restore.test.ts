/** An operator who brings back a backup of the embedded database. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { embeddedPostgres } from '@/scripts/lib/embedded.mjs';
import { freePort, initPostgres, startPostgres } from '@/scripts/lib/postgres.mjs';
import { postgresOwner, runnableBinaries } from '@/scripts/lib/postgres-binaries.mjs';

test('data without their password are refused in words, and go on with it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-restore-'));
  try {
    chmodSync(folder, 0o755);
    const owner = postgresOwner();
    const root = process.cwd();
    const native = runnableBinaries({ root, copyTo: join(folder, 'binaries'), owner });
    const cluster = { native, dataDir: join(folder, 'postgres'), password: 'of the backup', owner };
    initPostgres(cluster);
    const port = await freePort();
    const home = { home: folder, owner, elsewhere: false };
    const started = embeddedPostgres({ root, dataDir: folder, home, port, say: () => {} });
    await expect(started).rejects.toThrow(/another password .* put the postgres-password of its installation there/s);
    writeFileSync(join(folder, 'postgres-password'), cluster.password);
    const server = await startPostgres({ ...cluster, port });
    await server.stop();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
