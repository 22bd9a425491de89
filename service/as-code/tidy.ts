/** Walks of the schema: a document as one would write it, and which part of the schema stands at a path. */
import { z } from 'zod';

/** Fields in the schema's order, maps by key, without what is a default: equal documents are equal texts. */
export function tidy(schema: z.ZodType, value: unknown): unknown {
  const at = bare(schema);
  if (at instanceof z.ZodArray && Array.isArray(value)) return value.map((item) => tidy(at.element as z.ZodType, item));
  if (!isMap(value)) return value;
  if (at instanceof z.ZodRecord)
    return Object.fromEntries(
      Object.keys(value)
        .sort()
        .map((key) => [key, tidy(at.valueType as z.ZodType, value[key])]),
    );
  if (!(at instanceof z.ZodObject)) return value;
  return Object.fromEntries(
    Object.entries(at.shape as Record<string, z.ZodType>).flatMap(([key, of]) => {
      const item = value[key];
      return item === undefined || isDefault(of, item) ? [] : [[key, tidy(of, item)]];
    }),
  );
}

/** @param path of keys; positions in lists are passed over */
export function schemaAt(schema: z.ZodType, path: readonly string[]): z.ZodType {
  return path.reduce<z.ZodType>((now, key) => {
    const at = bare(now);
    if (at instanceof z.ZodRecord) return at.valueType as z.ZodType;
    return (at instanceof z.ZodObject ? (at.shape as Record<string, z.ZodType>)[key] : undefined) ?? z.unknown();
  }, schema);
}

export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isDefault(schema: z.ZodType, value: unknown): boolean {
  return schema instanceof z.ZodDefault && JSON.stringify(schema.def.defaultValue) === JSON.stringify(value);
}

function bare(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return bare(schema.unwrap() as z.ZodType);
  return schema;
}

/** A map's own entry: people may call something "valueOf". */
export function own<T>(map: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}
