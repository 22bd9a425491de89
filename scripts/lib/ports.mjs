// Says early, and by the setting's name, that a port is taken.
import { createServer } from 'node:net';
import { Refusal } from './terminal.mjs';

/**
 * @param {{ port: number, host: string, setting: string, what: string }[]} wanted
 * @throws {Refusal} naming every port that something else listens on
 */
export async function refuseTakenPorts(wanted) {
  const lines = [];
  /** @type {(from: number) => number} */
  const free = (from) => (wanted.some(({ port }) => port === from) ? free(from + 1) : from);
  for (const { port, host, setting, what } of wanted) {
    const reason = await whyNot(port, host);
    if (reason === 'EADDRINUSE')
      lines.push(`Port ${port} for ${what} is taken by another program. Choose another: ${setting}=${free(port + 1)}`);
    else if (reason === 'EACCES')
      lines.push(
        `Port ${port} for ${what} needs more rights than this user has. Choose one above 1023: ${setting}=${port + 8000}`,
      );
    else if (reason)
      lines.push(`${what} cannot listen on ${host}:${port} (${reason}). Check HEADROOM_LISTEN and ${setting}.`);
  }
  const twice = wanted.find((one, at) => wanted.findIndex((other) => other.port === one.port) < at);
  if (twice) lines.push(`${twice.setting} is ${twice.port}, which another part of Headroom uses too. Choose another.`);
  if (lines.length) throw new Refusal(lines.join('\n'));
}

/** @param {number} port @param {string} host @returns {Promise<string | null>} */
function whyNot(port, host) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) => resolve(error.code ?? error.message));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(null)));
  });
}
