/** Goes past a column without unpacking it: what a reader does not want costs its first bytes alone. */

import { FormatError, type Source, takeByte, takeCount, takeVarint } from '../bytes';
import { packedBytes } from './bits';
import { Flag, Kind, rawConstant } from './columns';

/** Past a column of `count` doubles. */
export function skipValues(source: Source, count: number): void {
  if (count === 0) return;
  const byte = takeByte(source);
  const kind = byte & 7;
  if (kind === Kind.same) return;
  if (kind === Kind.raw) skipBytes(source, count * 8);
  else if (kind === Kind.constant) skipConstant(source, byte);
  else if (kind === Kind.doubles && byte & Flag.decimal) {
    // Values and how far they are moved: two columns, neither of which is such a pair again.
    for (let column = 0; column < 2; column++) {
      if (((source.bytes[source.at] ?? 0) & (7 | Flag.decimal)) === (Kind.doubles | Flag.decimal))
        throw new FormatError('a column of near decimals holds another');
      skipValues(source, count);
    }
  } else if (kind === Kind.doubles) skipDoubles(source, count);
  else skipScaled(source, byte, count);
}

export function skipBytes(source: Source, bytes: number): void {
  source.at += bytes;
  if (!(source.at <= source.bytes.length)) throw new FormatError('payload ends before its content does');
}

function skipConstant(source: Source, byte: number): void {
  if (byte & rawConstant) {
    skipBytes(source, 8);
    return;
  }
  if (byte & Flag.decimal) takeByte(source);
  takeVarint(source);
}

function skipDoubles(source: Source, count: number): void {
  skipBytes(source, 8);
  skipBytes(source, packedBytes(count - 1, takeByte(source)));
  skipExceptions(source);
}

function skipScaled(source: Source, byte: number, count: number): void {
  const delta = (byte & 7) === Kind.delta || (byte & 7) === Kind.relativeDelta;
  if (byte & Flag.decimal) takeByte(source);
  if (byte & Flag.shifted) takeByte(source);
  takeVarint(source);
  if (delta) takeVarint(source);
  skipBytes(source, packedBytes(delta ? count - 1 : count, takeByte(source)));
  if (byte & Flag.patched) for (let left = takeCount(source, 2) * 2; left > 0; left--) takeVarint(source);
  if (byte & Flag.exceptions) skipExceptions(source);
}

function skipExceptions(source: Source): void {
  for (let left = takeCount(source, 9); left > 0; left--) {
    takeVarint(source);
    skipBytes(source, 8);
  }
}
