/** The JSON Schema of a roadmap file, made from the schema that checks it; hints are those of our error messages. */
import { z } from 'zod';
import { roadmap } from './roadmap';
import { wants } from './says';

export function roadmapJsonSchema(): object {
  const made = z.toJSONSchema(roadmap, {
    override: ({ jsonSchema, path }) => {
      const hint = wants(String(path.at(-1) ?? ''));
      if (hint !== null) jsonSchema.description = `${hint[0]?.toUpperCase()}${hint.slice(1)}.`;
    },
  });
  return { ...made, title: 'Headroom roadmap' };
}
