/**
 * The Universal Scalability Law on simulated measurements of every kind that people bring: whether the interval of the
 * peak holds the truth, whether "none in sight" is said where there is none, and whether nonsense is declined. Seeded.
 */

import { fitUsl, throughputAt, type UslPoint } from '@/advisor/headroom/usl';
import { seeded } from '@/advisor/math';
import { normal } from '@/test/advisor/support/systems';

type Random = () => number;

interface Measured {
  points: UslPoint[];
  /** Load of the true peak; null: throughput never falls; absent: the points are no such law. */
  peak?: number | null;
}

const between = (random: Random, low: number, high: number) => low + (high - low) * random();
const even = (count: number) => Array.from({ length: count }, (_, i) => i / (count - 1));

/** A system whose throughput peaks at 15 to 250, measured at these shares of the peak. */
function retrograde(
  random: Random,
  shares: readonly number[],
  noise: (random: Random, x: number, top: number) => number,
) {
  const peak = Math.exp(between(random, Math.log(15), Math.log(250)));
  const alpha = between(random, 0.01, 0.11);
  const curve = { alpha, beta: (1 - alpha) / peak ** 2, gamma: Math.exp(between(random, 0, 8)) };
  const top = throughputAt(curve, peak);
  const points = shares.map((share) => {
    const load = Math.max(1, Math.round(share * peak));
    return { load, throughput: Math.max(0, noise(random, throughputAt(curve, load), top)) };
  });
  return { points, peak };
}

/** How far the loads of a measurement go, as a multiple of the peak; null: throughput never falls. */
export type Reach = [number, number] | null;

/**
 * Measurements as people bring them: α up to 0.3, β of 10⁻⁶ to 10⁻², throughput in units or millions, 5 to 20 loads,
 * evenly, in powers, by chance, from far above 1 on or three times each, whole or not, noise of 1 to 10 % of each.
 */
export function anything(random: Random, reach: Reach): Measured {
  const powers = (low: number, high: number) => Math.exp(between(random, Math.log(low), Math.log(high)));
  const alpha = between(random, 0, 0.3);
  const beta = reach === null ? 0 : powers(1e-6, 1e-2);
  const curve = { alpha, beta, gamma: powers(1, 1e6) };
  const peak = reach === null ? null : Math.sqrt((1 - alpha) / beta);
  const top = peak === null || reach === null ? powers(16, 512) : peak * between(random, ...reach);
  const count = 5 + Math.floor(16 * random());
  const kind = Math.floor(5 * random());
  const least = kind === 0 ? top * between(random, 0.08, 0.28) : Math.min(1, top / 10);
  const each = kind === 1 ? 3 : 1;
  const loads = even(Math.max(4, Math.round(count / each))).flatMap((at) => {
    const load =
      kind === 2 ? least * (top / least) ** at : kind === 3 ? between(random, least, top) : least + (top - least) * at;
    return new Array<number>(each).fill(kind !== 3 && top > 20 ? Math.max(1, Math.round(load)) : load);
  });
  const noise = [0.01, 0.02, 0.05, 0.1][Math.floor(4 * random())] as number;
  return {
    points: loads.map((load) => ({ load, throughput: relative(noise)(random, throughputAt(curve, load)) })),
    peak,
  };
}

const relative = (share: number) => (random: Random, x: number) => x * Math.exp(share * normal(random));
const additive = (share: number) => (random: Random, x: number, top: number) => x + share * top * normal(random);

const KINDS: [string, (random: Random) => Measured][] = [
  ['anything, to 1.3–3 × the peak', (random) => anything(random, [1.3, 3])],
  ['anything, to 0.8–1.2 × the peak', (random) => anything(random, [0.8, 1.2])],
  ['anything, to 0.4–0.7 × the peak', (random) => anything(random, [0.4, 0.7])],
  ['anything with contention alone', (random) => anything(random, null)],
  ...[6, 10, 20].flatMap((count) =>
    [0.01, 0.05, 0.1, 0.2].map((noise): [string, (random: Random) => Measured] => [
      `${count} points, noise ${100 * noise} % of each`,
      (random) => {
        const reach = between(random, 1.1, 2.2);
        return retrograde(
          random,
          even(count).map((at) => at * reach),
          relative(noise),
        );
      },
    ]),
  ),
  ...[0.02, 0.05, 0.1].map((noise): [string, (random: Random) => Measured] => [
    `10 points, noise ${100 * noise} % of the top`,
    (random) => {
      const reach = between(random, 1.1, 2.2);
      return retrograde(
        random,
        even(10).map((at) => at * reach),
        additive(noise),
      );
    },
  ]),
  [
    'six loads, five times each, 10 %',
    (random) =>
      retrograde(
        random,
        [0.1, 0.3, 0.6, 0.9, 1.2, 1.6].flatMap((at) => [at, at, at, at, at]),
        relative(0.1),
      ),
  ],
  [
    'one gross outlier, 3 %',
    (random) =>
      spoilt(
        retrograde(
          random,
          even(14).map((at) => 1.7 * at),
          relative(0.03),
        ),
        random,
      ),
  ],
  [
    'loads from a fifth of the peak on',
    (random) =>
      retrograde(
        random,
        even(8).map((at) => 0.2 + 1.5 * at),
        relative(0.03),
      ),
  ],
  [
    'loads to half the peak, 3 %',
    (random) =>
      retrograde(
        random,
        even(8).map((at) => 0.5 * at),
        relative(0.03),
      ),
  ],
  [
    'throughput in thousands',
    (random) => {
      const { points, peak } = retrograde(
        random,
        even(10).map((at) => 1.7 * at),
        relative(0.05),
      );
      return { points: points.map(({ load, throughput }) => ({ load, throughput: 1000 * throughput })), peak };
    },
  ],
  ...[0, 0.01, 0.05, 0.1].map((noise) => rising(`proportional, noise ${100 * noise} %`, (load) => load, noise)),
  ...[0.01, 0.05].map((noise) =>
    rising(`contention alone, noise ${100 * noise} %`, (load) => load / (1 + 0.1 * (load - 1)), noise),
  ),
  rising('faster than proportional', (load) => load ** 1.15, 0.02),
  nonsense('constant', () => 1, 0.02),
  nonsense('falling from the first load on', (load) => 1 / load, 0.05),
  nonsense('three loads', (load) => load / (1 + 0.05 * load), 0, [1, 10, 100]),
  [
    'random',
    (random) => ({ points: [1, 2, 4, 8, 16, 32, 48, 64].map((load) => ({ load, throughput: 100 * random() })) }),
  ],
];

function rising(name: string, x: (load: number) => number, noise: number): [string, (random: Random) => Measured] {
  const loads = [1, 2, 4, 8, 16, 32, 64];
  const make = (random: Random) => loads.map((load) => ({ load, throughput: 50 * relative(noise)(random, x(load)) }));
  return [name, (random) => ({ points: make(random), peak: null })];
}

function nonsense(
  name: string,
  x: (load: number) => number,
  noise: number,
  loads = [1, 2, 4, 8, 16, 32],
): [string, (random: Random) => Measured] {
  return [
    name,
    (random) => ({ points: loads.map((load) => ({ load, throughput: 50 * relative(noise)(random, x(load)) })) }),
  ];
}

function spoilt({ points, peak }: { points: UslPoint[]; peak: number }, random: Random): Measured {
  const at = 3 + Math.floor(8 * random());
  const times = random() < 0.5 ? 0.3 : 2.5;
  return {
    points: points.map((point, i) => (i === at ? { ...point, throughput: times * point.throughput } : point)),
    peak,
  };
}

export interface UslScore {
  declined: number;
  /** Of those answered: no peak in sight; the true peak inside the interval, an open end being none. */
  noneInSight: number;
  holds: number;
  /** Median and 90th percentile of |peak ÷ truth − 1| of the peaks that are given. */
  error: number;
  error90: number;
}

export function scoreUsl(make: (random: Random) => Measured, count: number, seed = 1): UslScore {
  const errors: number[] = [];
  let [answered, none, holds] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    const { points, peak } = make(seeded(seed * 7_919 + i * 104_729));
    const { fit } = fitUsl(points);
    if (fit === null) continue;
    answered++;
    if (fit.peakLoad === null) none++;
    if (holdsPeak(fit, peak)) holds++;
    if (fit.peakLoad !== null && peak) errors.push(Math.abs(fit.peakLoad / peak - 1));
  }
  errors.sort((a, b) => a - b);
  return {
    declined: 1 - answered / count,
    noneInSight: none / answered,
    holds: holds / answered,
    error: errors[errors.length >> 1] ?? Number.NaN,
    error90: errors[Math.floor(0.9 * errors.length)] ?? Number.NaN,
  };
}

function holdsPeak(
  { peakLo80, peakHi80 }: { peakLo80: number; peakHi80: number | null },
  peak?: number | null,
): boolean {
  if (peak === undefined || peak === null) return peakHi80 === null;
  return peakLo80 <= peak && (peakHi80 === null || peak <= peakHi80);
}

export function printUsl(count: number): void {
  console.log(`scalability law, ${count} simulated data sets a row (80 % intervals of the peak)`);
  const percent = (share: number) => (Number.isNaN(share) ? '–' : `${(100 * share).toFixed(0)} %`);
  for (const [name, make] of KINDS) {
    const { declined, noneInSight, holds, error, error90 } = scoreUsl(make, count);
    console.log(
      `  ${name.padEnd(36)} declined ${percent(declined)}; no peak in sight ${percent(noneInSight)}; interval holds ${percent(holds)}; error ${percent(error)} / ${percent(error90)}`,
    );
  }
}
