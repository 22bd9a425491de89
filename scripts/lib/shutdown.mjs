// The order in which everything ends: last started, first stopped; a second signal ends it at once.

/** @typedef {{ stop: () => Promise<unknown> | unknown, kill: () => void }} Stoppable */

/** npm forwards the Ctrl-C that the terminal has already sent us, so the same press may arrive twice. */
const SAME_PRESS_MS = 400;

/** @type {Stoppable[]} */
const running = [];
let stoppingSinceAt = 0;

/** Whether Headroom is on its way down: what ends now ends on purpose. */
export const isStopping = () => stoppingSinceAt > 0;

/** Registers what must be stopped at the end. @param {Stoppable} thing @returns {() => void} takes it off again */
export function stopLater(thing) {
  running.push(thing);
  return () => {
    const at = running.indexOf(thing);
    if (at >= 0) running.splice(at, 1);
  };
}

/** Stops everything, latest first. */
export async function stopAll() {
  stoppingSinceAt ||= Date.now();
  while (running.length) await running.pop()?.stop();
}

export function handleSignals() {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      if (!stoppingSinceAt) {
        process.stdout.write('\n  Stopping. Once more to stop at once.\n');
        stopAll().then(
          () => process.exit(0),
          (error) => {
            process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
            process.exit(1);
          },
        );
      } else if (Date.now() - stoppingSinceAt > SAME_PRESS_MS) {
        for (const thing of running.splice(0)) thing.kill();
        process.exit(130);
      }
    });
  }
}
