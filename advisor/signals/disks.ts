/**
 * Disks: bytes used of each filesystem, volume and managed database's storage that the app's telemetry tells
 * (disk.used, RULES 15.3). The fullest one counts; how each of them fills is kept hour by hour.
 */
import type { HourFacts, SignalColumns } from '../types';
import { columnsFrom, nans, setValue } from './columns';
import { nameOf } from './cpu';
import { largestServer, middleBytes, serversSizes } from './database-size';
import { summed } from './levels';
import { at, attribute, hourGrid, type Prepared, resource } from './points';
import { type Scope, UNNAMED } from './scope';

export interface Disk {
  name: string;
  /** Bytes, NaN where not known. */
  used: Float64Array;
  size: Float64Array;
  /** Storage of a managed database, paid as the deployment's database is. */
  ofDatabase?: true;
}

export interface Disks {
  recipe: string;
  note?: string;
  disks: Disk[];
  series: Prepared[];
}

/** Kept of an hour: those nearest to full. */
const MOST_KEPT = 8;

/** What is no disk of its own, or cannot be written to. */
const NO_DISK =
  /^(tmpfs|devtmpfs|ramfs|overlay|squashfs|iso9660|udf|nsfs|autofs|proc|sysfs|cgroup2?|fuse\..*|fuse|erofs|efivarfs)$/;
const NO_MOUNT = /^\/(boot|dev|proc|run|snap|sys|System)(\/|$)|^\/var\/lib\/(docker|containers|kubelet)\//;

/** Disks by every way of telling that arrives; of one way the first metrics with data. */
export function readDisks(scope: Scope): Disks | null {
  const ways = [nodeExporter(scope), hostMetrics(scope), volumes(scope), managed(scope)].filter((way) => way !== null);
  const found = ways.length > 0 ? ways : [stated(scope)].filter((way) => way !== null);
  if (found.length === 0) return null;
  const notes = found.flatMap(({ note }) => note ?? []);
  return {
    recipe: found.map(({ recipe }) => recipe).join('; '),
    ...(notes.length > 0 ? { note: notes.join('; ') } : {}),
    disks: found.flatMap(({ disks }) => disks).sort((a, b) => (a.name < b.name ? -1 : 1)),
    series: found.flatMap(({ series }) => series),
  };
}

/** The fullest disk: its share, its bytes and its size; its name is the worst one's. */
export function diskUsed(scope: Scope, found: Disks | null): SignalColumns | null {
  if (found === null || found.disks.every(({ used }) => used.every(Number.isNaN))) return null;
  const { recipe, note, series } = found;
  const columns = columnsFrom({ signal: 'disk.used', scope, series, recipe, ...(note ? { note } : {}) });
  const [demand, capacity] = [nans(), nans()];
  columns.demand = demand;
  columns.capacity = capacity;
  columns.worst = new Array<string | null>(hourGrid.minutes).fill(null);
  for (let m = 0; m < hourGrid.minutes; m++) {
    let most = Number.NEGATIVE_INFINITY;
    for (const { name, used, size } of found.disks) {
      const share = at(used, m) / at(size, m);
      if (!(share > most) || !Number.isFinite(share)) continue;
      most = share;
      demand[m] = at(used, m);
      capacity[m] = at(size, m);
      columns.worst[m] = name;
    }
    if (most >= 0) setValue(columns, m, 100 * most);
  }
  return columns;
}

/** What an hour keeps of its disks: each one's middle minute, the fullest first. */
export function diskFacts(disks: readonly Disk[]): Pick<HourFacts, 'disks'> {
  const kept = disks
    .flatMap(({ name, used, size, ofDatabase }) => {
      const [usedBytes, sizeBytes] = [middleBytes(used), middleBytes(size)];
      return usedBytes >= 0 && sizeBytes > 0 ? { name, usedBytes, sizeBytes, ...(ofDatabase && { ofDatabase }) } : [];
    })
    .sort((a, b) => b.usedBytes / b.sizeBytes - a.usedBytes / a.sizeBytes || (a.name < b.name ? -1 : 1))
    .slice(0, MOST_KEPT);
  return kept.length === 0 ? {} : { disks: kept };
}

/** As df counts: what root keeps for itself is neither used nor free. */
function nodeExporter(scope: Scope): Disks | null {
  const of = (metric: string) => grouped(scope, metric, (each) => mountOf(each, attribute(each, 'fstype')));
  const [sizes, free, avail] = [
    of('node_filesystem_size_bytes'),
    of('node_filesystem_free_bytes'),
    of('node_filesystem_avail_bytes'),
  ];
  const readonly = of('node_filesystem_readonly');
  return disksOf('node_filesystem_size_bytes − free ÷ (the same + avail)', [...sizes], (key, series) => {
    const [left, room] = [free.get(key), avail.get(key)];
    const fixed = readonly.get(key);
    if (!left || !room || (fixed && at(meanOf(scope, fixed), lastKnown(meanOf(scope, fixed))) === 1)) return null;
    const [all, unused, open] = [meanOf(scope, series), meanOf(scope, left), meanOf(scope, room)];
    const used = all.map((value, m) => value - at(unused, m));
    return { used, size: used.map((value, m) => value + at(open, m)), series: [...series, ...left, ...room] };
  });
}

/** The collector's host metrics: states used, free and reserved of each mount. */
function hostMetrics(scope: Scope): Disks | null {
  const of = (state: string) =>
    grouped(scope, 'system.filesystem.usage', (each) => {
      const isWritten = !/^ro\b/.test(attribute(each, 'mode', 'system.filesystem.mode') ?? 'rw');
      const matches = attribute(each, 'state', 'system.filesystem.state') === state;
      return isWritten && matches ? mountOf(each, attribute(each, 'type', 'system.filesystem.type')) : null;
    });
  const free = of('free');
  return disksOf('system.filesystem.usage: used ÷ (used + free)', [...of('used')], (key, series) => {
    const left = free.get(key);
    if (!left) return null;
    const [used, open] = [meanOf(scope, series), meanOf(scope, left)];
    return { used, size: used.map((value, m) => value + at(open, m)), series: [...series, ...left] };
  });
}

/** Volumes of a Kubernetes cluster that a claim stands for: by the kubelet's own metrics, or the collector's receiver. */
function volumes(scope: Scope): Disks | null {
  const claim = (each: Prepared) => {
    const [name, space] = [
      ['persistentvolumeclaim', 'k8s.persistentvolumeclaim.name'],
      ['namespace', 'k8s.namespace.name'],
    ].map((names) => attribute(each, ...names) ?? resource(each, ...names));
    return name === undefined ? null : [space, name].filter(Boolean).join('/');
  };
  for (const names of [
    { size: 'kubelet_volume_stats_capacity_bytes', room: 'kubelet_volume_stats_available_bytes' },
    { size: 'k8s.volume.capacity', room: 'k8s.volume.available' },
  ]) {
    const rooms = grouped(scope, names.room, claim, false);
    const recipe = `${names.size} − ${names.room} ÷ ${names.size}`;
    const found = disksOf(recipe, [...grouped(scope, names.size, claim, false)], (key, series) => {
      const left = rooms.get(key);
      if (!left) return null;
      // A volume that several pods or nodes report is one.
      const [size, open] = [meanOf(scope, series.slice(0, 1)), meanOf(scope, left.slice(0, 1))];
      return { used: size.map((value, m) => value - at(open, m)), size, series: [...series, ...left] };
    });
    if (found) return found;
  }
  return null;
}

/** Storage of a managed database: RDS by its exporters; CloudWatch tells only what is free, so its size is stated. */
function managed(scope: Scope): Disks | null {
  const id = (each: Prepared) =>
    attribute(each, 'dbidentifier', 'dbinstance_identifier', 'dimension_DBInstanceIdentifier') ?? null;
  const sizes = grouped(scope, 'rds_allocated_storage_bytes', id, false);
  const said = scope.settings.deployment.database?.storageBytes;
  for (const free of ['rds_free_storage_bytes', 'aws_rds_free_storage_space_average']) {
    const recipe = `${sizes.size > 0 ? 'rds_allocated_storage_bytes' : "the deployment's database storage"} − ${free}`;
    const found = disksOf(recipe, [...grouped(scope, free, id, false)], (key, series) => {
      const sized = sizes.get(key);
      if (!sized && said === undefined) return null;
      const open = meanOf(scope, series.slice(0, 1));
      const size = sized
        ? held(meanOf(scope, sized.slice(0, 1)))
        : new Float64Array(hourGrid.minutes).fill(said ?? Number.NaN);
      return { used: size.map((value, m) => value - at(open, m)), size, series: [...series, ...(sized ?? [])] };
    });
    if (found) return { ...found, disks: found.disks.map((disk) => ({ ...disk, ofDatabase: true })) };
  }
  return null;
}

/** Nothing tells the disk: the largest server's databases against the storage that the deployment states. */
function stated(scope: Scope): Disks | null {
  const size = scope.settings.deployment.database?.storageBytes;
  const sizes = serversSizes(scope);
  if (size === undefined || sizes === null) return null;
  return {
    recipe: `${sizes.recipe} ÷ the deployment's database storage`,
    note: 'at least: logs and temporary files are not in a database’s size',
    disks: [
      {
        name: 'database storage',
        used: largestServer(sizes),
        size: new Float64Array(hourGrid.minutes).fill(size),
        ofDatabase: true,
      },
    ],
    series: sizes.servers.flatMap(({ series }) => series),
  };
}

/** A device that is mounted at several places is one disk: the mount with the shortest path names it. */
function mountOf(each: Prepared, type: string | undefined): string | null {
  const mount = attribute(each, 'mountpoint', 'system.filesystem.mountpoint');
  return mount === undefined || NO_MOUNT.test(mount) || NO_DISK.test(type ?? '') ? null : mount;
}

/** Series of a metric by the name of what they are of; null leaves one out. */
function grouped(
  scope: Scope,
  metric: string,
  nameIt: (each: Prepared) => string | null,
  ofInstance = true,
): Map<string, Prepared[]> {
  const groups = new Map<string, Prepared[]>();
  for (const each of scope.all.get(metric) ?? []) {
    const own = nameIt(each);
    if (own === null) continue;
    const instance = nameOf(scope, each.instance);
    const name = ofInstance && instance !== UNNAMED ? `${instance} ${own}` : own;
    groups.set(name, [...(groups.get(name) ?? []), each]);
  }
  return groups;
}

/** Everything that is read here. */
export const DISK_METRICS = [
  'node_filesystem_size_bytes',
  'node_filesystem_free_bytes',
  'node_filesystem_avail_bytes',
  'node_filesystem_readonly',
  'system.filesystem.usage',
  'kubelet_volume_stats_capacity_bytes',
  'kubelet_volume_stats_available_bytes',
  'k8s.volume.capacity',
  'k8s.volume.available',
  'rds_allocated_storage_bytes',
  'rds_free_storage_bytes',
  'aws_rds_free_storage_space_average',
];

function disksOf(
  recipe: string,
  groups: [name: string, series: Prepared[]][],
  read: (name: string, series: Prepared[]) => (Omit<Disk, 'name'> & { series: Prepared[] }) | null,
): Disks | null {
  const seen = new Set<string>();
  const series: Prepared[] = [];
  const disks: Disk[] = [];
  for (const [name, mine] of groups.sort(([a], [b]) => a.length - b.length || (a < b ? -1 : 1))) {
    const device = mine[0] && attribute(mine[0], 'device', 'system.device');
    const key = `${mine[0]?.instance} ${device ?? name}`;
    if (seen.has(key)) continue;
    const found = read(name, mine);
    if (found === null) continue;
    seen.add(key);
    series.push(...found.series);
    disks.push({ name, used: found.used, size: found.size });
  }
  return disks.length === 0 ? null : { recipe, disks, series };
}

const meanOf = (scope: Scope, series: Prepared[]): Float64Array => summed(scope.hourAt, series).mean;

const lastKnown = (values: Float64Array): number =>
  Math.max(
    0,
    values.findLastIndex((value) => !Number.isNaN(value)),
  );

/** A size changes rarely: minutes that miss its point have the last one known. */
function held(values: Float64Array): Float64Array {
  let last = values.find((value) => !Number.isNaN(value)) ?? Number.NaN;
  return values.map((value) => {
    if (!Number.isNaN(value)) last = value;
    return last;
  });
}
