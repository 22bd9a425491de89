// The processes of Headroom under one supervisor: started, watched, restarted with back-off, stopped.
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isStopping, stopLater } from './shutdown.mjs';
import { faint, Refusal } from './terminal.mjs';

/** How long a child may take to end by itself, and to answer for the first time. */
const STOP_MS = 10_000;
const READY_MS = 60_000;
const BACK_OFF_MS = [1_000, 2_000, 4_000, 8_000, 16_000, 30_000];
/** A child that ran this long has recovered: its next back-off begins anew. */
const RECOVERED_MS = 60_000;

/** @typedef {{ name: string, args: string[], env: NodeJS.ProcessEnv, cwd: string, logs: string, readyUrl?: string }} ChildSpec */

/**
 * Starts one child and keeps it running until shutdown.
 * @param {ChildSpec} spec `args` are Node's; `readyUrl` answers below 500 when the child is ready.
 */
export function supervise(spec) {
  mkdirSync(spec.logs, { recursive: true });
  const log = createWriteStream(join(spec.logs, `${spec.name}.log`), { mode: 0o600 });
  /** @type {import('node:child_process').ChildProcess} */
  let child;
  /** @type {string[]} */
  let lastLines = [];
  let announced = false;
  let restarts = 0;
  let startedAt = 0;
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  /** Why the child may end without being "dead": it is being restarted or stopped by us. */
  let onPurpose = false;
  /** @type {Promise<void>} */
  let exited;

  const start = () => {
    startedAt = Date.now();
    lastLines = [];
    onPurpose = false;
    // A group of its own, so that Ctrl-C reaches the supervisor alone.
    const started = spawn(process.execPath, ['--enable-source-maps', ...spec.args], {
      cwd: spec.cwd,
      env: { ...spec.env, TETHERED_TO: String(process.pid) },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    child = started;
    for (const stream of [started.stdout, started.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        log.write(`${line}\n`);
        lastLines = [...lastLines.slice(-19), line];
        const shown = announced ? forPeople(line) : null;
        if (shown) process.stdout.write(`${faint(`${spec.name} |`)} ${shown}\n`);
      });
    }
    exited = new Promise((resolve) => {
      started.once('exit', (code, signal) => {
        resolve();
        if (!onPurpose && !isStopping() && announced) startAgain(signal ?? `exit code ${code}`);
      });
    });
  };

  const startAgain = (/** @type {string} */ reason) => {
    if (Date.now() - startedAt > RECOVERED_MS) restarts = 0;
    const waitMs = BACK_OFF_MS[Math.min(restarts, BACK_OFF_MS.length - 1)] ?? 1_000;
    restarts += 1;
    process.stdout.write(
      `  ! ${spec.name} stopped (${reason}); starting it again in ${waitMs / 1000} s. Its log: ${join(spec.logs, `${spec.name}.log`)}\n`,
    );
    timer = setTimeout(start, waitMs);
  };

  const ended = () => child.exitCode !== null || child.signalCode !== null;
  // What the child has started itself goes with it.
  const killGroup = () => {
    try {
      if (child.pid && !ended()) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has just ended.
    }
  };
  const stop = async () => {
    onPurpose = true;
    clearTimeout(timer);
    if (ended()) return;
    child.kill('SIGTERM');
    const kill = setTimeout(killGroup, STOP_MS);
    await exited;
    clearTimeout(kill);
  };

  start();
  stopLater({ stop, kill: killGroup });

  return {
    /** Resolves when the child answers; a child that ends before that fails the start. */
    ready: async () => {
      const deadlineAt = Date.now() + READY_MS;
      for (;;) {
        const ready = await answers(spec.readyUrl);
        if (ended())
          throw new Refusal(
            `${spec.name} stopped while starting (${child.signalCode ?? `exit code ${child.exitCode}`}):\n${lastLines.join('\n')}`,
          );
        if (ready) return;
        if (Date.now() > deadlineAt)
          throw new Refusal(
            `${spec.name} did not answer at ${spec.readyUrl} within ${READY_MS / 1000} s:\n${lastLines.join('\n')}`,
          );
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    /** From now on its output is shown and its death is mended. */
    announce: () => {
      announced = true;
      if (ended() && !isStopping()) startAgain(child.signalCode ?? `exit code ${child.exitCode}`);
    },
    restart: async () => {
      await stop();
      if (!isStopping()) start();
    },
    pid: () => child.pid,
    stop,
  };
}

// The log file has every line as it was written; the terminal shows warnings and errors as sentences.
/** @param {string} line */
function forPeople(line) {
  if (!line.startsWith('{')) return line.trim();
  try {
    const { level, msg, err } = JSON.parse(line);
    return level >= 40 ? [msg, err?.message].filter(Boolean).join(': ') : null;
  } catch {
    return line;
  }
}

/** @param {string | undefined} url */
async function answers(url) {
  if (!url) return true;
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(10_000) });
    await response.arrayBuffer();
    return response.status < 500;
  } catch {
    return false;
  }
}
