/** Going past a column that nobody wants to read (columns.ts). */
import { FormatError, type Source, takeByte, takeVarint } from '../bytes';
import { Codec, unknownCodec } from './columns';

/** Leaves the source where `takeColumn` of as many numbers would leave it. */
export function skipColumn(source: Source, length: number): void {
  if (length === 0) return;
  const codec = takeByte(source);
  switch (codec) {
    case Codec.constant:
      source.at += 8;
      break;
    case Codec.raw:
      source.at += 8 * length;
      break;
    case Codec.runs:
      for (let at = 0; at < length; source.at += 8) at += takeVarint(source) || length;
      break;
    case Codec.integers:
    case Codec.integersOrNaN:
      for (let i = 0; i < length; i++) takeVarint(source);
      break;
    case Codec.trimmed: {
      const lengthsAt = source.at;
      source.at += (length + 1) >> 1;
      for (let i = 0; i < length; i++) source.at += keptAt(source.bytes, lengthsAt, i);
      break;
    }
    default:
      throw unknownCodec(codec);
  }
  if (source.at > source.bytes.length) throw new FormatError('payload ends before its content does');
}

/** How many bytes of double `i` are kept. */
function keptAt(bytes: Uint8Array, lengthsAt: number, i: number): number {
  const pair = bytes[lengthsAt + (i >> 1)] as number;
  return i & 1 ? pair >> 4 : pair & 15;
}
