/** Answers of the lane, head and body, as node:http would write them. */
import { STATUS_CODES } from 'node:http';
import { contentTypes, type Refused, refusalBody, refusalHeaders, successMessage } from './reply';

/** Everything is stored: all that most senders ever get. Made anew each second, for its date. */
export function acknowledgement(): string {
  const second = Math.floor(Date.now() / 1000);
  if (second !== madeIn) {
    madeIn = second;
    date = new Date(second * 1000).toUTCString();
    made = head(200, {}, 0);
  }
  return made;
}

let madeIn = 0;
let date = '';
let made = '';

/** Stored, but for some points. */
export function success(rejected: number, message: string): Buffer {
  const body = successMessage('protobuf', 'metrics', rejected, message);
  return withBody(200, {}, body);
}

/** The last refusal and its answer: one that repeats is refused by the same one. */
let lastRefused: Refused | null = null;
let lastAnswer: Buffer = Buffer.alloc(0);
let lastMadeIn = 0;

export function refusal(refused: Refused): Buffer {
  acknowledgement();
  if (refused !== lastRefused || lastMadeIn !== madeIn) {
    lastRefused = refused;
    lastMadeIn = madeIn;
    lastAnswer = withBody(refused.status, refusalHeaders(refused), refusalBody('protobuf', refused));
  }
  return lastAnswer;
}

function withBody(status: number, headers: Record<string, string>, body: Buffer): Buffer {
  acknowledgement();
  return Buffer.concat([Buffer.from(head(status, headers, body.length), 'latin1'), body]);
}

function head(status: number, headers: Record<string, string>, length: number): string {
  const all: Record<string, string> = {
    'content-type': contentTypes.protobuf,
    'content-length': String(length),
    ...headers,
    Date: date,
    Connection: 'keep-alive',
    'Keep-Alive': 'timeout=75',
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n`;
}
