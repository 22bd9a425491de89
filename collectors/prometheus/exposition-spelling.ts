/** A sample's name and labels, taken apart. */
import { ExpositionError, unescaped } from './exposition';

export interface Spelled {
  name: string;
  /** Without empty values: Prometheus takes an empty label for none. */
  labels: [name: string, value: string][];
}

const metricName = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const quotedOrWord = /\s*(?:"((?:[^"\\]|\\.)*)"|([a-zA-Z_][a-zA-Z0-9_]*))\s*/y;
const value = /=\s*"((?:[^"\\]|\\.)*)"\s*/y;
const comma = /,\s*/y;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Takes a spelling (`name{label="value",…}`, each byte one character) apart; also `{"name",label="value"}`,
 * where the name may hold any character.
 * @throws ExpositionError without a line
 */
export function readSpelling(spelling: string): Spelled {
  const text = decode(spelling);
  const braceAt = text.indexOf('{');
  const before = (braceAt < 0 ? text : text.slice(0, braceAt)).trim();
  const labels = new Map<string, string>();
  const quoted = braceAt < 0 ? null : readLabels(text, braceAt + 1, labels);
  if (quoted !== null && before !== '') throw new ExpositionError('a metric has two names');
  if (quoted === null && !metricName.test(before)) {
    throw new ExpositionError('a metric name may hold only letters, digits, _ and :, and must not begin with a digit');
  }
  return { name: quoted ?? before, labels: [...labels].filter(([, text]) => text !== '') };
}

function decode(spelling: string): string {
  try {
    return utf8.decode(Buffer.from(spelling, 'latin1'));
  } catch {
    throw new ExpositionError('a name or a label value is not valid UTF-8');
  }
}

/** Fills `labels`; returns the metric's name if it stands among them. */
function readLabels(text: string, from: number, labels: Map<string, string>): string | null {
  let name: string | null = null;
  let at = from + (/^\s*/.exec(text.slice(from))?.[0].length ?? 0);
  while (text[at] !== '}') {
    const key = match(quotedOrWord, text, at);
    if (!key) throw new ExpositionError('a label has no name, or one with other characters than letters, digits and _');
    at = quotedOrWord.lastIndex;
    const label = key[1] === undefined ? (key[2] as string) : unescaped(key[1]);
    if (text[at] === '=') {
      const given = match(value, text, at);
      if (!given) throw new ExpositionError('the value of a label must stand in double quotes behind =');
      at = value.lastIndex;
      if (labels.has(label)) throw new ExpositionError('a label stands twice in one sample');
      labels.set(label, unescaped(given[1] as string));
    } else if (key[1] !== undefined && name === null && label !== '') name = label;
    else throw new ExpositionError('a label has no value');
    if (match(comma, text, at)) at = comma.lastIndex;
    else if (text[at] !== '}') throw new ExpositionError('labels must have a comma between them');
  }
  return name;
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
