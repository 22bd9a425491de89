/** What the API reads of a request's body. */
import { expect, test } from 'vitest';
import { jsonOf } from '@/app/api/v1/body';

const sent = (body: Uint8Array<ArrayBuffer>) =>
  jsonOf(
    new Request('http://localhost/', { method: 'POST', body, headers: { 'content-type': 'application/json' } }),
    1_000,
  );
const latin1 = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));

test('a text in another encoding than UTF-8 is refused, not kept with letters that it never had', async () => {
  expect(await sent(new TextEncoder().encode('{"name":"Größe 店 🛒"}'))).toEqual({ name: 'Größe 店 🛒' });
  const refused = { code: 'invalid', field: 'body', message: 'body: is no UTF-8.' };
  await expect(sent(latin1('{"name":"Größe"}'))).rejects.toMatchObject(refused);
  await expect(sent(Uint8Array.from(Buffer.from('{"name":"x"}', 'utf16le').fill(0xff, 0, 2)))).rejects.toMatchObject(
    refused,
  );
  await expect(sent(Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22))).rejects.toMatchObject(refused);
});
