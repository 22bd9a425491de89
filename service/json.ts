/**
 * Findings on their way into a jsonb column. JSON has no NaN and no Infinity: they become null, and
 * the places are named, so that no such number passes unnoticed.
 */
import type { Prisma } from '@/prisma/generated/client';

export interface PlainJson {
  value: Prisma.InputJsonObject;
  /** Paths such as "headroom.low" that held NaN or ±Infinity. */
  notFinite: string[];
}

export function plainJson(finding: object): PlainJson {
  if (isPlain(finding)) return { value: finding as Prisma.InputJsonObject, notFinite: [] };
  const notFinite: string[] = [];
  const value = plain(finding, '', notFinite) as Prisma.InputJsonObject;
  return { value, notFinite };
}

/** Whether JSON.stringify says all of it: most findings hold nothing else, and are not copied then. */
function isPlain(value: unknown): boolean {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value);
    case 'string':
    case 'boolean':
    case 'undefined':
      return true;
    case 'object': {
      if (value === null) return true;
      if (Array.isArray(value)) {
        for (const item of value) if (item === undefined || !isPlain(item)) return false;
        return true;
      }
      if (value instanceof Map || ArrayBuffer.isView(value) || value instanceof Date) return false;
      for (const key in value) if (!isPlain((value as Record<string, unknown>)[key])) return false;
      return true;
    }
    default:
      return false;
  }
}

function plain(value: unknown, path: string, notFinite: string[]): unknown {
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return value;
    notFinite.push(path);
    return null;
  }
  if (typeof value === 'bigint') return Number(value);
  if (ArrayBuffer.isView(value)) return plain([...(value as Float64Array)], path, notFinite);
  if (Array.isArray(value)) return value.map((item, index) => plain(item, `${path}[${index}]`, notFinite) ?? null);
  if (value instanceof Map) return plain(Object.fromEntries(value), path, notFinite);
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return Object.fromEntries(
      entries.map(([key, item]) => [key, plain(item, path === '' ? key : `${path}.${key}`, notFinite)]),
    );
  }
  return value ?? null;
}
