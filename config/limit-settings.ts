/** What one app may send where no operator said otherwise: its settings. */
import { whole } from './setting-schemas';

export const APP_LIMIT_SETTINGS = {
  HEADROOM_APP_POINTS_PER_SECOND: {
    schema: whole(10_000_000),
    fallback: '50000',
    about:
      'Points that one app may send a second on average. This and the next four: unless an operator said otherwise for the app.',
  },
  HEADROOM_APP_BURST_POINTS: {
    schema: whole(1_000_000_000),
    fallback: '5000000',
    about: 'Points that one app may send at once before the average counts.',
  },
  HEADROOM_APP_ACTIVE_SERIES: {
    schema: whole(10_000_000),
    fallback: '10000',
    about: 'Series of one app with a point in the last hour.',
  },
  HEADROOM_APP_ATTRIBUTES: {
    schema: whole(1_000),
    fallback: '64',
    about: 'Attributes that one point may have.',
  },
  HEADROOM_APP_BODY_MIB: {
    schema: whole(64),
    fallback: '64',
    about: 'MiB of one request, unzipped.',
  },
} as const;

export interface AppLimits {
  pointsPerSecond: number;
  burstPoints: number;
  activeSeries: number;
  attributesPerPoint: number;
  bodyBytes: number;
}

type Given = Partial<Record<keyof typeof APP_LIMIT_SETTINGS, string | number>>;

export function appLimitsOf(given: Given): AppLimits {
  return {
    pointsPerSecond: Number(given.HEADROOM_APP_POINTS_PER_SECOND ?? 50_000),
    burstPoints: Number(given.HEADROOM_APP_BURST_POINTS ?? 5_000_000),
    activeSeries: Number(given.HEADROOM_APP_ACTIVE_SERIES ?? 10_000),
    attributesPerPoint: Number(given.HEADROOM_APP_ATTRIBUTES ?? 64),
    bodyBytes: Number(given.HEADROOM_APP_BODY_MIB ?? 64) * 1024 * 1024,
  };
}
