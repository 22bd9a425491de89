/** One line of a roadmap test, word by word, each with its column; what does not fit is pointed at. */
import type { Expected, Named, TestProblem } from './types';

/** Thrown while reading a line; caught once a line, so that every line tells its first mistake. */
export class Misread {
  constructor(readonly problem: TestProblem) {}
}

interface Word {
  text: string;
  column: number;
}

const SUFFIX: Record<string, number> = { k: 1e3, M: 1e6, '%': 1, ms: 1, s: 1, MiB: 2 ** 20, GiB: 2 ** 30 };
const NUMBER = /^(\d[\d_]*(?:\.\d+)?)(k|M|%|ms|s|MiB|GiB)?$/;
const MINUTES: Record<string, number> = { d: 1440, h: 60, m: 1 };

export class Cursor {
  private readonly words: Word[];
  private next = 0;

  constructor(
    text: string,
    readonly line: number,
  ) {
    this.words = [...text.matchAll(/,|[^\s,]+/g)].map((match) => ({ text: match[0], column: match.index + 1 }));
  }

  /** The coming word, or '' at the end of the line. */
  peek(): string {
    return this.words[this.next]?.text ?? '';
  }

  get column(): number {
    const last = this.words.at(-1);
    return this.words[this.next]?.column ?? (last === undefined ? 1 : last.column + last.text.length);
  }

  fail(says: string, column = this.column): never {
    throw new Misread({ line: this.line, column, says });
  }

  /** What stands here, as a sentence begins: `"phse" is`, `The line ends`. */
  private here(ends: string, is: string): string {
    return this.peek() === '' ? ends : `"${this.peek()}" ${is}`;
  }

  take(): string {
    const word = this.peek();
    this.next++;
    return word;
  }

  /** Takes the word if it is this one. */
  takes(word: string): boolean {
    if (this.peek() !== word) return false;
    this.next++;
    return true;
  }

  must(word: string, what: string): void {
    if (!this.takes(word)) this.fail(`${this.here('The line ends', 'stands')} where "${word}" belongs. Write ${what}.`);
  }

  oneOf<T extends string>(words: readonly T[], what: string): T {
    const found = words.find((word) => word === this.peek());
    if (found === undefined) {
      this.fail(`${this.here('The line ends too early', `is not ${what}`)}. Write one of ${words.join(', ')}.`);
    }
    this.next++;
    return found;
  }

  name(what: string): Named {
    const { column } = this;
    if (!/^[a-z0-9_][a-z0-9_.-]*$/.test(this.peek())) {
      this.fail(`${this.here('The line ends', 'is')} where ${what} belongs. Write it as the roadmap does.`);
    }
    return { id: this.take(), column };
  }

  /** A signal's id, with a filter of one attribute as thresholds carry it: `jobs.duration.p95{job=*receipt*}`. */
  signal(): Named {
    if (!/^[a-z0-9_.]+\{[^{}=]+=[^{}=]+\}$/.test(this.peek())) return this.name('a signal');
    const { column } = this;
    return { id: this.take(), column };
  }

  names(what: string): Named[] {
    const found = [this.name(what)];
    while (this.takes(',')) found.push(this.name(what));
    return found;
  }

  isNumber(): boolean {
    return NUMBER.test(this.peek()) || this.peek().includes('..');
  }

  number(what: string): number {
    const value = numberOf(this.peek());
    if (value === null) {
      this.fail(
        `${this.here('The line ends', 'is')} where ${what} belongs. Write a number such as 80, 2.5, 12k or 4%.`,
      );
    }
    this.next++;
    return value;
  }

  /** `1.7` or `1.5..1.9`. */
  expected(what: string): Expected {
    const text = this.peek();
    const ends = text.split('..').map(numberOf);
    const [low, high] = ends;
    if (low == null || high === null || ends.length > 2) {
      this.fail(`${this.here('The line ends', 'is')} where ${what} belongs. Write a number such as 1.7, or 1.5..1.9.`);
    }
    if (high !== undefined && high < low) this.fail(`The range "${text}" ends below its beginning. Swap its ends.`);
    this.next++;
    if (high !== undefined) return { text, low, high };
    const half = halfDigit(text);
    return { text, low: low - half, high: low + half };
  }

  /** Minutes of `30m`, `2h`, `14d9h`. */
  minutes(what: string): number {
    const minutes = minutesOf(this.peek());
    if (minutes === null) {
      this.fail(`${this.here('The line ends', 'is')} where ${what} belongs. Write it as 30m, 2h, 5d or 14d9h30m.`);
    }
    this.next++;
    return minutes;
  }

  end(): void {
    if (this.peek() !== '') this.fail(`"${this.peek()}" is too much here. Remove it, or begin a new line before it.`);
  }
}

function numberOf(text: string): number | null {
  const match = NUMBER.exec(text);
  if (match === null) return null;
  return Number(match[1]?.replaceAll('_', '')) * (SUFFIX[match[2] ?? ''] ?? 1);
}

/** Half of the last digit that is written: 1.7 stands for 1.65 to 1.75. */
function halfDigit(text: string): number {
  const match = NUMBER.exec(text);
  const decimals = match?.[1]?.split('.')[1]?.length ?? 0;
  return 0.5 * 10 ** -decimals * (SUFFIX[match?.[2] ?? ''] ?? 1);
}

export function minutesOf(text: string): number | null {
  if (text === '0') return 0;
  if (!/^(\d+(\.\d+)?[dhm])+$/.test(text)) return null;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)([dhm])/g)];
  const minutes = parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (MINUTES[unit ?? 'm'] ?? 1), 0);
  return Number.isInteger(minutes) ? minutes : null;
}

/** 14d9h, as a test would write it. */
export function writeMinutes(minutes: number): string {
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), Math.round(minutes % 60)];
  const text = `${days > 0 ? `${days}d` : ''}${hours > 0 ? `${hours}h` : ''}${rest > 0 ? `${rest}m` : ''}`;
  return text === '' ? '0' : text;
}
