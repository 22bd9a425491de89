/** Un-gzips a body within limits, whatever transport it came by. */
import { createGunzip, gunzipSync } from 'node:zlib';
import { type Boarding, MiB, tooLarge } from './flight';
import { Refused } from './reply';

/** Below this a body is un-gzipped at once, which is cheaper than a stream; above it as a stream. */
const atOnceBytes = MiB / 8;
const atOnceOutput = 4 * MiB;

/** The bytes that `sent` holds, at most `most`. Throws Refused: 400 not gzip or cut off, 413 too large, 503 no room. */
export async function unzip(sent: Buffer, most: number, seat: Boarding): Promise<Buffer> {
  if (sent.length <= atOnceBytes) {
    const out = unzipAtOnce(sent);
    if (out) {
      if (out.length > most) throw tooLarge('body', most);
      seat.take(out.length);
      return out;
    }
  }
  return unzipAsStream(sent, most, seat);
}

/** Null: it grows beyond what is worth holding up others for. */
function unzipAtOnce(sent: Buffer): Buffer | null {
  try {
    return gunzipSync(sent, { maxOutputLength: atOnceOutput });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return null;
    throw broken(error as Error);
  }
}

function broken(error: Error): Refused {
  return new Refused(
    400,
    `the body cannot be un-gzipped (${error.message}): was it cut off, or is it not gzip?`,
    'broken-gzip',
  );
}

function unzipAsStream(sent: Buffer, most: number, seat: Boarding): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const gunzip = createGunzip({ chunkSize: 256 * 1024 });
    const chunks: Buffer[] = [];
    let length = 0;
    const fail = (error: Error) => {
      gunzip.destroy();
      reject(error);
    };
    gunzip.on('data', (chunk: Buffer) => {
      length += chunk.length;
      try {
        if (length > most) throw tooLarge('body', most);
        seat.take(chunk.length);
        chunks.push(chunk);
      } catch (error) {
        fail(error as Error);
      }
    });
    gunzip.on('end', () => resolve(Buffer.concat(chunks, length)));
    gunzip.on('error', (error) => fail(broken(error)));
    gunzip.end(sent);
  });
}
