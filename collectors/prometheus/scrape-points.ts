/**
 * One scrape's samples as points: each spelling leads to a slot that knows its series and its place there.
 * All buckets of a histogram arrive together, so they become one point with explicit bounds. What was there
 * in the last scrape and is gone gets a "no recorded value", so that a chart ends instead of going on.
 */
import type { IngestLimits } from '@/service/ingest';
import { type HistogramValue, makePoints, type PointColumns } from '@/store';
import { type Reason, type Rejections, reject } from '../otlp/reasons';
import { type AppSeries, bind, touch } from '../otlp/series-cache';
import type { SeriesRef } from '../otlp/series-table';
import { ExpositionError, type ExpositionFormat, type ExpositionSink, readExposition } from './exposition';
import { readSpelling } from './exposition-spelling';
import type { PrometheusType } from './labels';
import { histogramValue } from './scrape-histograms';
import { emptyParts, type Group, makeSlot, type Slot, type TargetLabels } from './scrape-slots';

/** What is remembered of a target between scrapes. */
export interface TargetMemory {
  scrape: number;
  slots: Map<string, Slot>;
  groups: Map<string, Group>;
  types: Map<string, PrometheusType>;
  /** Series of the last scrape by their row, to tell which have gone. */
  live: Map<number, SeriesRef>;
}

export function targetMemory(): TargetMemory {
  return { scrape: 0, slots: new Map(), groups: new Map(), types: new Map(), live: new Map() };
}

export interface ScrapedPoints {
  points: PointColumns;
  /** Points whose series has no id yet. */
  pending: { index: number; ref: SeriesRef }[];
  rejections: Rejections;
  /** Sample lines read. */
  samples: number;
}

export interface ScrapeInput {
  memory: TargetMemory;
  app: AppSeries;
  limits: IngestLimits;
  labels: TargetLabels;
  /** Start of the scrape, ms since 1970: the time of samples without one. */
  at: number;
}

/** A target with more sample lines than this is refused as a whole. */
const mostSamples = 50_000;
const scrapesRemembered = 16;
/** Longer names and labels than this hold something that is kept nowhere. */
const longestSpelling = 65_536;

/**
 * Reads what a target answered, and remembers it.
 * @throws ExpositionError; then nothing of the answer counts
 */
export function readScrape(body: Buffer, format: ExpositionFormat, input: ScrapeInput): ScrapedPoints {
  const { memory } = input;
  let scrape = new Scrape(input);
  readExposition(body, format, scrape);
  if (scrape.typeChanged) {
    // A release gave a metric another type: what rests on the old one is made again.
    memory.slots = new Map();
    memory.groups = new Map();
    memory.types = new Map();
    scrape = new Scrape(input);
    readExposition(body, format, scrape);
  }
  return scrape.end();
}

/** Points that say of every series of the last scrape that it has no value any more. */
export function endAll({ memory, at, limits, app }: Omit<ScrapeInput, 'labels'>): ScrapedPoints {
  const scrape = new Scrape({ memory, at, limits, app, labels: { job: '', instance: '' } });
  return scrape.end();
}

/** Adds gauges of Headroom's own about the scrape. */
export function addReport(out: ScrapedPoints, report: Record<string, number>, input: ScrapeInput): void {
  const making = { ...input, groups: new Map(), types: new Map(), helps: new Map() };
  for (const [name, value] of Object.entries(report)) {
    const slot = makeSlot({ name, labels: [] }, making);
    if (typeof slot === 'string' || slot.part !== 'value') reject(out.rejections, 'too-many-series', name);
    else add(out, { app: input.app, ref: slot.ref, metric: name, time: input.at, value });
  }
}

class Scrape implements ExpositionSink {
  typeChanged = false;
  private readonly out: ScrapedPoints;
  private readonly types = new Map<string, PrometheusType>();
  private readonly helps = new Map<string, string>();
  private readonly live = new Map<number, SeriesRef>();
  private readonly gathered = new Set<Group>();
  private readonly number: number;

  constructor(private readonly input: ScrapeInput) {
    this.number = ++input.memory.scrape;
    const points = makePoints(Math.max(64, input.memory.live.size * 2));
    this.out = { points, pending: [], rejections: new Map(), samples: 0 };
  }

  type(family: string, type: PrometheusType): void {
    const before = this.input.memory.types.get(family);
    if (before !== undefined && before !== type) this.typeChanged = true;
    this.types.set(family, type);
  }

  help(family: string, text: string): void {
    this.helps.set(family, text);
  }

  // Units are read from names, because not every way in tells them.
  unit(): void {}

  sample = (spelling: string, value: number, given: number): void => {
    if (++this.out.samples > mostSamples) throw new ExpositionError(`more than ${mostSamples} samples in one scrape`);
    const slot = this.slotOf(spelling);
    if (!slot) return;
    const { at, limits } = this.input;
    const time = Number.isNaN(given) ? at : given;
    if (time > at + limits.futureMs) this.refuse('too-far-in-future', slot.metric);
    else if (time < at - limits.oldestMs) this.refuse('too-old', slot.metric);
    else this.place(slot, value, time, Number.isNaN(given));
  };

  private place(slot: Slot, value: number, time: number, isTracked: boolean): void {
    const repeated = slot.scrape === this.number;
    slot.scrape = this.number;
    if (slot.part !== 'value') this.gather(slot, value, time, repeated);
    else if (repeated && isTracked) this.refuse('twice-in-a-scrape', slot.metric);
    // NaN is what exporters say when there is nothing to say.
    else if (Number.isNaN(value)) return;
    else if (!Number.isFinite(value)) this.refuse('not-a-number', slot.metric);
    else this.addValue(slot, value, time, isTracked);
  }

  private addValue({ ref, metric, group }: ValueSlot, value: number, time: number, isTracked: boolean): void {
    const index = this.add({ ref, metric, time, value });
    if (index < 0) return;
    if (isTracked) this.live.set(ref.row, ref);
    if (group) this.startOf(group).push(index);
  }

  private gather(slot: Exclude<Slot, { part: 'value' }>, value: number, time: number, repeated: boolean): void {
    const { group, part } = slot;
    const { histogram } = group;
    if (part === 'created') {
      group.start = value > 0 ? Math.round(value * 1000) : Number.NaN;
      this.startOf(group);
      return;
    }
    if (!histogram) return;
    // The same part again is the same histogram at another time.
    if (repeated && this.gathered.has(group)) this.flush(group);
    if (!this.gathered.has(group)) emptyParts(histogram);
    this.gathered.add(group);
    histogram.time = time;
    if (part === 'bucket') {
      histogram.bounds.push(slot.bound);
      histogram.counts.push(value);
    } else histogram[part] = value;
  }

  /** The group's points of this scrape; all that are pushed there get its start at the end. */
  private startOf(group: Group): number[] {
    if (group.scrape !== this.number) {
      group.scrape = this.number;
      group.indexes = [];
      this.started.push(group);
    }
    return group.indexes;
  }
  private readonly started: Group[] = [];

  private flush(group: Group): void {
    this.gathered.delete(group);
    const { histogram } = group;
    if (!histogram) return;
    const { ref, metric, time } = histogram;
    const value = histogramValue(histogram);
    if (!value) {
      this.refuse('broken-histogram', metric);
      return;
    }
    const index = this.add({ ref, metric, time, histogram: value });
    if (index < 0) return;
    if (time === this.input.at) this.live.set(ref.row, ref);
    this.startOf(group).push(index);
  }

  private slotOf(spelling: string): Slot | null {
    const { memory, app, limits, labels } = this.input;
    const known = memory.slots.get(spelling);
    if (known) return known;
    if (spelling.length > longestSpelling) {
      this.refuse('attribute-too-long', spelling.slice(0, 80));
      return null;
    }
    const spelled = readSpelling(spelling);
    const slot = makeSlot(spelled, {
      app,
      limits,
      labels,
      groups: memory.groups,
      types: this.types,
      helps: this.helps,
    });
    if (typeof slot !== 'string') {
      memory.slots.set(spelling, slot);
      return slot;
    }
    this.refuse(slot, spelled.name);
    return null;
  }

  private add(point: Omit<NewPoint, 'app'>): number {
    return add(this.out, { app: this.input.app, ...point });
  }

  private refuse(reason: Reason, metric: string): void {
    reject(this.out.rejections, reason, metric);
  }

  /** Closes histograms, sets starts, ends what has gone. */
  end(): ScrapedPoints {
    const { memory, at } = this.input;
    for (const group of [...this.gathered]) this.flush(group);
    const { time, start } = this.out.points;
    for (const group of this.started) {
      for (const index of group.indexes) if (group.start <= (time[index] as number)) start[index] = group.start;
    }
    for (const ref of memory.live.values()) {
      bind(this.input.app, ref);
      if (!this.live.has(ref.row)) this.add({ ref, metric: '', time: at, flags: 1 });
    }
    memory.live = this.live;
    memory.types = this.types;
    this.forget(memory);
    return this.out;
  }

  /**
   * What is not in this scrape leaves the memory when it has grown, so that ever new labels do not fill it; and
   * every so often, sooner than the cache forgets a series that is not used (two hours).
   */
  private forget({ slots, groups }: TargetMemory): void {
    if (slots.size <= 2 * this.out.samples + 100 && this.number % scrapesRemembered !== 0) return;
    for (const [spelling, slot] of slots) if (slot.scrape !== this.number) slots.delete(spelling);
    for (const [key, group] of groups) if (group.scrape !== this.number) groups.delete(key);
  }
}

type ValueSlot = Extract<Slot, { part: 'value' }>;

interface NewPoint {
  app: AppSeries;
  ref: SeriesRef;
  metric: string;
  time: number;
  value?: number;
  histogram?: HistogramValue;
  /** 1: no recorded value. */
  flags?: number;
}

/** Adds a point; -1 where its series would be one too many. */
function add(out: ScrapedPoints, { app, ref, metric, time, value, histogram, flags }: NewPoint): number {
  if (!touch(app, ref)) {
    reject(out.rejections, 'too-many-series', metric);
    return -1;
  }
  const index = out.points.length;
  if (index === out.points.flags.length) out.points = grown(out.points);
  const { points } = out;
  points.series[index] = ref.id;
  points.time[index] = time;
  points.start[index] = Number.NaN;
  points.value[index] = value ?? Number.NaN;
  points.flags[index] = flags ?? 0;
  points.histograms.push(histogram ?? null);
  points.length++;
  if (ref.id === 0) out.pending.push({ index, ref });
  return index;
}

function grown(points: PointColumns): PointColumns {
  const more = makePoints(points.flags.length * 2);
  for (const name of ['series', 'time', 'start', 'value', 'flags'] as const) more[name].set(points[name] as never);
  more.histograms = points.histograms;
  more.length = points.length;
  return more;
}
