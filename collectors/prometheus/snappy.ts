/** Snappy's block format, with the length that it announces held against limits before memory is taken. */
import { uncompress, uncompressSync } from 'snappy';
import { type Boarding, MiB, tooLarge } from '../otlp/flight';
import { Refused } from '../otlp/reply';

/** Above this the work is done off the main thread. */
const atOnceBytes = MiB;
/** Three bytes of a copy make at most 64; a length beyond that is a lie. */
const mostGrowth = 22;

/** Throws Refused: 413 larger than `most`, 400 not snappy, 503 no memory left for it now. */
export async function unsnap(sent: Buffer, most: number, seat: Boarding): Promise<Buffer> {
  if (sent.length === 0) return sent;
  const length = announcedLength(sent);
  if (length === null || length > mostGrowth * sent.length) throw broken();
  if (length > most) throw tooLarge('body', most);
  seat.take(length);
  try {
    const options = { asBuffer: true } as const;
    const out = length > atOnceBytes ? await uncompress(sent, options) : uncompressSync(sent, options);
    return out as Buffer;
  } catch {
    throw broken();
  }
}

function announcedLength(sent: Buffer): number | null {
  let length = 0;
  for (let i = 0; i < 5 && i < sent.length; i++) {
    const byte = sent[i] as number;
    length += (byte & 127) * 2 ** (7 * i);
    if (byte < 128) return length <= 0xffffffff ? length : null;
  }
  return null;
}

function broken(): Refused {
  return new Refused(
    400,
    'the body is not in the snappy block format: was it cut off, or framed, or compressed otherwise?',
    'broken-snappy',
  );
}
