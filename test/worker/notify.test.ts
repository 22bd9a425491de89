import { expect, test } from 'vitest';
import { notifyLoop } from '@/worker/notify';
import { channel, h, messages, tell } from '../service/notifying';

const POLL = { timeout: 30_000 };

test('a message that takes long to be sent holds up nobody else', { timeout: 120_000 }, async () => {
  const slow = await channel('pagerduty');
  const client = await h.database.pool.connect();
  // Its outcome cannot be written down until the test lets go of its row.
  h.http.before = async () => {
    await client.query('BEGIN');
    await client.query('SELECT 1 FROM notification_message FOR UPDATE');
  };
  const stopping = new AbortController();
  const errors: unknown[] = [];
  const report = (error: unknown) => errors.push(error);
  const loop = notifyLoop({ now: () => h.nowAt, signal: stopping.signal, report });
  try {
    await tell('crossing:1:opened');
    await expect.poll(() => h.http.posts.length, POLL).toBe(1);
    await channel('email');
    await tell('crossing:2:opened');
    await expect.poll(async () => (await messages()).length, POLL).toBe(3);
    h.nowAt += 31_000;
    await expect.poll(() => h.mail.mails.length, POLL).toBe(1);
    expect((await messages())[0]).toMatchObject({ channelId: slow.id, state: 'waiting', lease: expect.any(String) });
  } finally {
    stopping.abort();
    await client.query('ROLLBACK');
    client.release();
    await loop;
  }
  expect(errors).toEqual([]);
});
