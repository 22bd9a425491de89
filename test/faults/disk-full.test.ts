import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { startCluster } from './cluster';
import { limitMs, long } from './long';
import { collectorsFor } from './processes';
import { startLoad } from './senders';

const MiB = 1024 * 1024;

/** A disk of this many MiB at a folder; false where the machine does not let us. */
function mountSmall(folder: string, size: number): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}m,mode=0700`, 'tmpfs', folder]).status === 0;
}

/** Takes what is left of the disk; others write to it too. */
function fill(file: string, disk: string): void {
  const { bavail, bsize } = statfsSync(disk);
  try {
    if (bavail > 0) writeFileSync(file, Buffer.alloc(Math.min(bavail * bsize, 256 * MiB)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}

it(
  'refuses on a full disk, keeps what it has, and goes on when there is room again',
  async (test) => {
    let disk = '';
    const cluster = await startCluster({
      settings: { max_wal_size: '48MB', min_wal_size: '32MB', shared_buffers: '16MB' },
      prepare: (dataDir) => {
        if (mountSmall(dataDir, 240)) disk = dataDir;
      },
    });
    const collectors = await collectorsFor(cluster.url);
    try {
      if (!disk) test.skip('a small disk cannot be mounted here: run the test as root');
      const { appId, token } = await cluster.app('full');
      const collector = await collectors.start();
      const load = startLoad({ token, where: () => [collector.where] });
      await expect.poll(load.acknowledged, { timeout: 30_000 }).toBeGreaterThan(20);
      const ballast = join(disk, 'ballast');
      for (let round = 0; round < (long ? 5 : 1); round++) {
        load.answers.clear();
        // Again and again: what a checkpoint frees is taken too.
        for (let n = 0; !load.answers.has('HTTP 503 after 5'); n++) {
          fill(`${ballast}${n}`, disk);
          await pause(100);
        }
        await pause(long ? 10_000 : 1_000);
        expect(await collector.healthy()).toBe(200);
        for (const name of readdirSync(disk)) if (name.startsWith('ballast')) rmSync(join(disk, name));
        // Without room for its own log PostgreSQL stops; a supervisor starts it again.
        if (!cluster.isRunning()) await cluster.start();
        const before = load.acknowledged();
        await expect.poll(load.acknowledged, { timeout: 60_000 }).toBeGreaterThan(before + 50);
      }
      await load.finish();
      expect(cluster.said()).toContain('No space left on device');
      expect([...load.answers.keys()].filter((answer) => !/ (200|0|503 after 5|14 after 5)$/.test(answer))).toEqual([]);
      await load.check(cluster.pool, appId);
    } finally {
      await collectors.close();
      if (disk) {
        await cluster.stop('SIGKILL').catch(() => {});
        execFileSync('umount', ['-l', disk]);
      }
      await cluster.close();
    }
  },
  limitMs(300_000),
);
