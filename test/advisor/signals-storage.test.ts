/** Disks, sizes of databases and what they answer from memory: from captures, and as the receivers' documentation has it. */
import { describe, expect, it } from 'vitest';
import { deriveHour } from '@/advisor/signals/index';
import type { DeriveSettings } from '@/advisor/signals/settings';
import type { SeriesPoints } from '@/store/points/points';
import { AFTER } from './captured';
import { captured, exposed } from './exposed';
import { pushed } from './pushed';
import { HOUR, minute, settings } from './signals-points';

const GIB = 1024 ** 3;

function derived(points: SeriesPoints[], more: Partial<DeriveSettings> = {}) {
  const { minutes, facts } = deriveHour({ hourAt: HOUR, points, settings: { ...settings, ...more } });
  return { facts, of: (signal: string) => minutes.find((columns) => columns.signal === signal) };
}

const scraped = (name: string, typed = true, instance = 'db-1:9100') =>
  exposed(
    [1, 2].map((n) => ({ at: HOUR + (AFTER - 2 + n) * minute, text: captured(`${name}-${n}`), job: name, instance })),
    typed,
  );

const numberIn = (name: string, of: RegExp) => Number(of.exec(captured(name))?.[1]);

describe.each([true, false])('exporters (types told: %s)', (typed) => {
  it('of a host tell its disk as df counts it, by host and mount', () => {
    const { of, facts } = derived(scraped('node-exporter', typed));
    const [size, free, avail] = ['size', 'free', 'avail'].map((what) =>
      numberIn('node-exporter-2', new RegExp(`^node_filesystem_${what}_bytes\\{.*\\} (\\S+)$`, 'm')),
    ) as [number, number, number];
    const disk = of('disk.used');
    expect(disk?.value[AFTER]).toBeCloseTo((100 * (size - free)) / (size - free + avail), 6);
    expect([disk?.demand?.[AFTER], disk?.capacity?.[AFTER]]).toEqual([size - free, size - free + avail]);
    expect(disk?.worst?.[AFTER]).toBe('db-1:9100 /');
    expect(facts.disks).toMatchObject([{ name: 'db-1:9100 /' }]);
  });

  it('of PostgreSQL tell the size of all its databases, and what its own cache answers', () => {
    const { of } = derived(scraped('postgres-size', typed));
    const sizes = [...captured('postgres-size-2').matchAll(/^pg_database_size_bytes\{.*\} (\S+)$/gm)];
    const bytes = sizes.reduce((sum, [, value]) => sum + Number(value), 0);
    expect(sizes).toHaveLength(4);
    expect(of('db.size')?.value[AFTER]).toBeCloseTo(bytes / GIB, 9);
    const reads = of('db.memory.hit_rate');
    const grown = (what: string) =>
      [2, 1]
        .map((n) =>
          [
            ...captured(`postgres-size-${n}`).matchAll(
              new RegExp(`^pg_stat_database_blks_${what}\\{.*\\} (\\S+)$`, 'gm'),
            ),
          ]
            .map(([, value]) => Number(value))
            .reduce((a, b) => a + b, 0),
        )
        .reduce((after, before) => after - before);
    expect(reads?.numerator?.[AFTER]).toBe(grown('hit'));
    expect(reads?.denominator?.[AFTER]).toBe(grown('hit') + grown('read'));
  });

  it('of MySQL tell the size of its tables, reads from memory, and how full its buffer pool is', () => {
    const { of, facts } = derived(scraped('mysqld-exporter', typed));
    const parts = [...captured('mysqld-exporter-2').matchAll(/component="(data|index)_length".*\} (\S+)$/gm)];
    const bytes = parts.reduce((sum, [, , value]) => sum + Number(value), 0);
    expect(bytes).toBeGreaterThan(0);
    expect(of('db.size')?.value[AFTER]).toBeCloseTo(bytes / GIB, 9);
    const delta = (name: string) =>
      numberIn('mysqld-exporter-2', new RegExp(`^${name} (\\S+)$`, 'm')) -
      numberIn('mysqld-exporter-1', new RegExp(`^${name} (\\S+)$`, 'm'));
    const asked = delta('mysql_global_status_innodb_buffer_pool_read_requests');
    const missed = delta('mysql_global_status_innodb_buffer_pool_reads');
    const reads = of('db.memory.hit_rate');
    expect([reads?.numerator?.[AFTER], reads?.denominator?.[AFTER]]).toEqual([asked - missed, asked]);
    expect(facts.databaseCache?.sizeBytes).toBe(128 * 1024 ** 2);
    expect(facts.databaseCache?.usedBytes).toBeGreaterThan(1e6);
  });
});

/** As the README and documentation.md of the collector's receivers have it. */
describe('receivers of the collector', () => {
  const host = (name: string) => ({ 'host.name': name });

  it('tell mounted disks; temporary ones, read-only ones and a disk mounted twice do not count', () => {
    const usage = (mount: string, used: number, free: number, more: Record<string, string> = {}) => {
      const shared = { device: `/dev${mount}`, mode: 'rw', mountpoint: mount, type: 'ext4', ...more };
      const states = { used, free, reserved: 5 * GIB };
      return Object.entries(states).map(([state, bytes]): [number, Record<string, string>] => [
        bytes,
        { ...shared, state },
      ]);
    };
    const { of, facts } = derived(
      pushed(() => [
        {
          resource: host('db-1'),
          metrics: [
            {
              name: 'system.filesystem.usage',
              unit: 'By',
              upDown: [
                ...usage('/', 20 * GIB, 60 * GIB),
                ...usage('/data', 90 * GIB, 10 * GIB),
                ...usage('/data/backup', 90 * GIB, 10 * GIB, { device: '/dev/data' }),
                ...usage('/run', 9 * GIB, GIB, { type: 'tmpfs' }),
                ...usage('/cdrom', 9 * GIB, 0, { mode: 'ro', type: 'ext4' }),
                ...usage('/boot', 9 * GIB, 0),
              ],
            },
          ],
        },
      ]),
    );
    expect(of('disk.used')?.value[5]).toBeCloseTo(90, 9);
    expect(of('disk.used')?.worst?.[5]).toBe('db-1 /data');
    expect(facts.disks).toEqual([
      { name: 'db-1 /data', usedBytes: 90 * GIB, sizeBytes: 100 * GIB },
      { name: 'db-1 /', usedBytes: 20 * GIB, sizeBytes: 80 * GIB },
    ]);
  });

  it('tell volumes that a claim stands for, once each, and no others', () => {
    const volume = (claim: string | null, available: number) => ({
      resource: {
        'k8s.namespace.name': 'shop',
        'k8s.pod.name': `${claim}-0`,
        'k8s.volume.name': 'data',
        ...(claim === null ? { 'k8s.volume.type': 'configMap' } : { 'k8s.persistentvolumeclaim.name': claim }),
      },
      metrics: [
        { name: 'k8s.volume.capacity', unit: 'By', gauge: [[100 * GIB]] as [number][] },
        { name: 'k8s.volume.available', unit: 'By', gauge: [[available]] as [number][] },
      ],
    });
    const { facts } = derived(pushed(() => [volume('postgres-data', 25 * GIB), volume(null, 0)]));
    expect(facts.disks).toEqual([{ name: 'shop/postgres-data', usedBytes: 75 * GIB, sizeBytes: 100 * GIB }]);
  });

  it('tell databases: PostgreSQL’s on one server together, of a replica the larger', () => {
    const server = (instance: string, sizes: number[]) => ({
      resource: { 'service.instance.id': instance },
      metrics: [
        {
          name: 'postgresql.db_size',
          unit: 'By',
          upDown: sizes.map((size, i): [number, Record<string, string>] => [size, { 'db.namespace': `db${i}` }]),
        },
      ],
    });
    const { of } = derived(pushed(() => [server('a:5432', [3 * GIB, GIB]), server('b:5432', [3 * GIB, 0.5 * GIB])]));
    expect(of('db.size')?.value[5]).toBe(4);
    expect(of('db.size')?.recipe?.note).toBe('the largest of several servers');
  });

  it('tell reads from memory of PostgreSQL, MySQL and MongoDB', () => {
    const told = (name: string, counter: [number, Record<string, string>?][]) => ({
      resource: { 'service.instance.id': 'db-1' },
      metrics: [{ name, counter }],
    });
    const rateOf = (sent: (n: number) => ReturnType<typeof told>[]) =>
      derived(pushed(sent)).of('db.memory.hit_rate')?.value[5];
    expect(
      rateOf((n) => [
        told('postgresql.blocks_read', [
          [95 * n, { source: 'heap_hit' }],
          [5 * n, { source: 'heap_read' }],
        ]),
      ]),
    ).toBeCloseTo(95, 9);
    expect(rateOf((n) => [told('postgresql.blks_hit', [[99 * n]]), told('postgresql.blks_read', [[n]])])).toBeCloseTo(
      99,
      9,
    );
    expect(
      rateOf((n) => [
        told('mysql.buffer_pool.operations', [
          [200 * n, { operation: 'read_requests' }],
          [2 * n, { operation: 'reads' }],
        ]),
      ]),
    ).toBeCloseTo(99, 9);
    expect(
      rateOf((n) => [
        told('mongodb.cache.operations', [
          [90 * n, { type: 'hit' }],
          [10 * n, { type: 'miss' }],
        ]),
      ]),
    ).toBeCloseTo(90, 9);
  });

  it('of MongoDB tell what it stores with its indexes, and its exporter how full WiredTiger’s cache is', () => {
    const mongo = pushed(() => [
      {
        resource: { 'service.instance.id': 'm-1' },
        metrics: [
          { name: 'mongodb.storage.size', counter: [[6 * GIB, { database: 'shop' }]] },
          { name: 'mongodb.index.size', upDown: [[2 * GIB, { database: 'shop' }]] },
        ],
      },
    ]);
    expect(derived(mongo).of('db.size')?.value[5]).toBe(8);
    const text = `mongodb_ss_wt_cache_bytes_currently_in_the_cache 3e+09\nmongodb_ss_wt_cache_maximum_bytes_configured 8e+09\n`;
    const scrapes = [4, 5].map((m) => ({ at: HOUR + m * minute, text, job: 'mongodb' }));
    expect(derived(exposed(scrapes, false)).facts.databaseCache).toEqual({ usedBytes: 3e9, sizeBytes: 8e9 });
  });
});

describe('Amazon RDS', () => {
  const at = (text: string) =>
    exposed(
      [4, 5].map((m) => ({ at: HOUR + m * minute, text, job: 'rds' })),
      false,
    );

  it('by prometheus-rds-exporter tells what is allocated and free', () => {
    const labels = '{aws_account_id="1",aws_region="eu-west-1",dbidentifier="shop"}';
    const { of } = derived(at(`rds_allocated_storage_bytes${labels} 1e+11\nrds_free_storage_bytes${labels} 4e+10\n`));
    expect(of('disk.used')?.value[5]).toBeCloseTo(60, 9);
    expect(of('disk.used')?.worst?.[5]).toBe('shop');
  });

  it('by CloudWatch tells only what is free: its size is what the deployment states, and nothing without', () => {
    const points = at('aws_rds_free_storage_space_average{dbinstance_identifier="shop"} 4e+10\n');
    const stated = { deployment: { database: { storageBytes: 1e11 } } };
    expect(derived(points, stated).of('disk.used')?.value[5]).toBeCloseTo(60, 9);
    expect(derived(points).of('disk.used')).toBeUndefined();
  });
});

it.each([
  [
    'rds_cpu_usage_percent_average{dbidentifier="shop"} 47\nrds_cpu_usage_percent_average{dbidentifier="log"} 12\n',
    'shop',
  ],
  [
    'aws_rds_cpuutilization_average{dimension_DBInstanceIdentifier="shop"} 47\naws_rds_cpuutilization_average{dimension_DBInstanceIdentifier="log"} 12\n',
    'shop',
  ],
  [
    'stackdriver_cloudsql_database_cloudsql_googleapis_com_database_cpu_utilization{database_id="p:shop"} 0.47\n',
    'p:shop',
  ],
])('exporters of who runs the database tell how busy its processors are: %s', (text, server) => {
  const points = exposed(
    [4, 5].map((m) => ({ at: HOUR + m * minute, text, job: 'rds' })),
    false,
  );
  const cpu = derived(points).of('db.cpu.used');
  expect([cpu?.value[5], cpu?.worst?.[5]]).toEqual([47, server]);
});

it('a database whose disk nobody tells is held against the storage that is stated, and says that it is at least that', () => {
  const points = scraped('postgres-size');
  const { of } = derived(points, { deployment: { database: { storageBytes: GIB } } });
  expect(of('disk.used')?.value[AFTER]).toBeCloseTo(100 * (of('db.size')?.value[AFTER] ?? 0), 6);
  expect(of('disk.used')?.recipe?.note).toMatch(/^at least/);
  expect(derived(points).of('disk.used')).toBeUndefined();
});
