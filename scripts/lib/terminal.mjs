// What the terminal shows while Headroom starts: one line a step, its detail and its time.
const live = process.stdout.isTTY === true;
const paint = (/** @type {number} */ code, /** @type {string} */ text) => (live ? `\x1b[${code}m${text}\x1b[0m` : text);

export const bold = (/** @type {string} */ text) => paint(1, text);
export const faint = (/** @type {string} */ text) => paint(2, text);

/** An error whose message alone tells the reader what to do: it is shown without a stack. */
export class Refusal extends Error {}

/**
 * Shows a step while `work` runs and how it ended. `work` may call `say(detail)` as it goes on.
 * @template T
 * @param {string} name
 * @param {(say: (detail: string) => void) => Promise<T> | T} work
 * @returns {Promise<T>}
 */
export async function step(name, work) {
  const startedAt = Date.now();
  let detail = '';
  const time = () => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`.padStart(7);
  const line = (/** @type {string} */ mark) => `  ${mark} ${name.padEnd(12)} ${faint(time())}  ${detail}`;
  const draw = () => live && process.stdout.write(`\r\x1b[K${line('…')}`.slice(0, (process.stdout.columns ?? 80) + 12));
  const timer = live ? setInterval(draw, 200) : undefined;
  try {
    const result = await work((text) => {
      detail = text;
      draw();
    });
    process.stdout.write(`${live ? '\r\x1b[K' : ''}${line(paint(32, '✓'))}\n`);
    return result;
  } catch (error) {
    detail = '';
    process.stdout.write(`${live ? '\r\x1b[K' : ''}${line(paint(31, '✗'))}\n`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}

/** Ends the program with an error as a person should read it. @param {unknown} error @returns {never} */
export function fail(error) {
  const known = error instanceof Refusal || /** @type {Error} */ (error)?.name === 'SettingsError';
  const text = error instanceof Error ? (known ? error.message : (error.stack ?? error.message)) : String(error);
  process.stderr.write(`\n${text}\n`);
  process.exit(1);
}
