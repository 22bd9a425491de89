// Runs a program to its end and keeps what it said, to be shown if it fails.
import { spawn } from 'node:child_process';
import { stopLater } from './shutdown.mjs';
import { Refusal } from './terminal.mjs';

/**
 * @param {string} command @param {string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, said?: (line: string) => void }} options
 * @returns {Promise<string>} everything it wrote
 */
export function run(command, args, { cwd, env = process.env, said = () => {} }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const forget = stopLater({ stop: () => child.kill('SIGTERM'), kill: () => child.kill('SIGKILL') });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
        const line = text.trim().split('\n').at(-1);
        if (line) said(line);
      });
    }
    child.once('error', reject);
    child.once('close', (code, signal) => {
      forget();
      if (code === 0) return resolve(output);
      const what = [command.split('/').at(-1), ...args.map((arg) => arg.split('/').at(-1))].join(' ');
      reject(
        new Refusal(
          `${what} ended with ${signal ?? `exit code ${code}`}:\n${output.trim().split('\n').slice(-40).join('\n')}`,
        ),
      );
    });
  });
}
