/** Writes `id` and `version` into a roadmap's text, and leaves every other character as its author wrote it. */
import { isMap, isScalar, LineCounter } from 'yaml';
import { parseSafely } from './safe-yaml';

/** The text itself where it has no such fields (the check then says so). */
export function nameRoadmap(text: string, names: { id: string; version: number }): string {
  const { doc } = parseSafely(text, new LineCounter(), { aliases: false });
  if (doc === null || !isMap(doc.contents)) return text;
  const places = doc.contents.items.flatMap(({ key, value }) => {
    const name = isScalar(key) ? key.value : null;
    if ((name !== 'id' && name !== 'version') || !isScalar(value) || !value.range) return [];
    return [{ from: value.range[0], to: value.range[1], now: String(names[name]) }];
  });
  return places
    .sort((a, b) => b.from - a.from)
    .reduce((now, place) => now.slice(0, place.from) + place.now + now.slice(place.to), text);
}
