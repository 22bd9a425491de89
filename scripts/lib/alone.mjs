// One process at a time in a folder: the others wait, and say for whom.
import { readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { isRunning } from './place.mjs';

const LOOK_AGAIN_MS = 200;

/**
 * Does `work` while no other process does the same; a lock that a killed one left behind is taken over.
 * @template T
 * @param {string} lock a path that nothing else uses
 * @param {(pid: number) => void} waitsFor told of each process that is waited for
 * @param {() => Promise<T> | T} work
 * @returns {Promise<T>}
 */
export async function alone(lock, waitsFor, work) {
  let told = 0;
  while (!taken(lock)) {
    const pid = holder(lock);
    if (pid === null) continue;
    if (isRunning(pid, /node/)) {
      if (told !== pid) waitsFor(pid);
      told = pid;
      await pause(LOOK_AGAIN_MS);
    } else {
      release(lock, pid);
    }
  }
  try {
    return await work();
  } finally {
    release(lock, process.pid);
  }
}

/** A link that leads to a process id comes into being with what it says, in one step. @param {string} lock */
function taken(lock) {
  try {
    symlinkSync(String(process.pid), lock);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    return false;
  }
}

/** @param {string} lock @returns {number | null} */
function holder(lock) {
  try {
    return Number(readlinkSync(lock));
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOENT') throw error;
    return null;
  }
}

/**
 * Removes the lock if it is still this process's: between a look and a removal another one may have taken it.
 * @param {string} lock @param {number} pid
 */
function release(lock, pid) {
  const aside = `${lock}.${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch {
    return;
  }
  if (holder(aside) === pid) rmSync(aside);
  else renameSync(aside, lock);
}
