/** Random secrets that people and processes carry; the database keeps only their SHA-256. */
import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits, safe in an address and a header. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256 of the whole text, as bytes for a `Bytes` column. */
export function sha256(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(text, 'utf8').digest());
}

/** An ingest token ("hr_" + 256 bits): what is shown once, what is stored, and its first characters. */
export function mintIngestToken(): { token: string; hash: Uint8Array<ArrayBuffer>; hint: string } {
  const token = `hr_${randomSecret()}`;
  return { token, hash: sha256(token), hint: token.slice(0, 7) };
}

/** A token that may only read ("hrr_" + 256 bits), likewise. */
export function mintReadToken(): ReturnType<typeof mintIngestToken> {
  const token = `hrr_${randomSecret()}`;
  return { token, hash: sha256(token), hint: token.slice(0, 8) };
}

/** A token of the API ("hra_" + 256 bits), likewise. */
export function mintApiToken(): ReturnType<typeof mintIngestToken> {
  const token = `hra_${randomSecret()}`;
  return { token, hash: sha256(token), hint: token.slice(0, 8) };
}
