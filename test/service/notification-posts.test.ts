import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { channel, deliver, h, KEY, messages, startAt, tell, work } from './notifying';

test('what happens within half a minute is one e-mail, in words, to everybody in the channel', async () => {
  await channel('email', { target: 'oncall@example.org,boss@example.org' });
  await tell('crossing:1:opened');
  await work();
  h.nowAt += 20_000;
  await tell('crossing:2:opened', 'crossing.opened', { signal: 'latency.p95', limit: 0.5, worstValue: 0.734 });
  await deliver();
  expect(h.mail.mails).toHaveLength(1);
  expect(h.mail.mails[0]?.to).toEqual(['oncall@example.org', 'boss@example.org']);
  expect(h.mail.mails[0]?.raw).toContain('Subject: 2 events in team shop: Checkout: ');
  expect(h.mail.mails[0]?.raw).toContain('https://headroom.example.org/apps/');
  expect(await messages()).toMatchObject([{ state: 'sent', attempts: 1, lastError: null }]);
});

test('a webhook is signed as Standard Webhooks are', async () => {
  await channel('webhook');
  await tell('crossing:1:opened');
  await deliver();
  const [post] = h.http.posts;
  if (!post) throw new Error('nothing was posted');
  const { headers, body } = post;
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const key = Buffer.from(KEY.slice(6), 'base64');
  expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
  expect(Number(headers['webhook-timestamp'])).toBe(Math.floor(h.nowAt / 1000));
  expect(JSON.parse(body)).toMatchObject({
    team: { slug: 'shop' },
    test: false,
    events: [{ kind: 'crossing.opened' }],
  });
});

test('an address that is shut is not connected to', async () => {
  await channel('slack', { url: 'http://169.254.169.254/latest' });
  await tell('crossing:1:opened');
  await deliver();
  const [row] = await messages();
  expect([row?.state, row?.lastError]).toEqual([
    'failed',
    expect.stringContaining('169.254.169.254 is a cloud metadata address'),
  ]);
});

test('PagerDuty: opened triggers and closed resolves the same incident', async () => {
  await channel('pagerduty');
  await tell('crossing:7:opened');
  await work();
  await tell('crossing:7:closed', 'crossing.closed', { closedAt: startAt, state: 'recovered' });
  await work();
  const sent = h.http.posts.map(({ body }) => JSON.parse(body));
  expect(sent.map(({ event_action, dedup_key }) => [event_action, dedup_key])).toEqual([
    ['trigger', 'headroom.example.org/crossing:7'],
    ['resolve', 'headroom.example.org/crossing:7'],
  ]);
  expect(sent[0]).toMatchObject({
    routing_key: KEY,
    payload: { severity: 'error', summary: expect.stringContaining('Checkout') },
  });
});

test('what a tenant wrote starts no header, no mention, no link and no markup', async () => {
  const name = 'x\r\nBcc: eve@evil.example\r\n\r\n<b>*hi*</b> <!channel> @all [a](http://evil.example)';
  await h.database.prisma.app.update({ where: { id: h.appId }, data: { name } });
  await channel('email');
  await channel('slack');
  await tell('crossing:1:opened');
  await deliver();
  const raw = h.mail.mails[0]?.raw ?? '';
  const head = raw.slice(0, raw.indexOf('\r\n\r\n'));
  expect(head).not.toMatch(/^bcc:/im);
  expect(h.mail.mails[0]?.to).toEqual(['oncall@example.org']);
  const html = raw.slice(raw.indexOf('text/html'));
  expect(html).toContain('&lt;b&gt;*hi*&lt;/b&gt;');
  expect(html).not.toContain('<b>*hi');
  const { text } = JSON.parse(h.http.posts[0]?.body ?? '{}');
  expect(text).not.toMatch(/<!channel>|@all|\]\(|\*hi\*|http:\/\/evil|\n\n/);
  expect(text).toContain('&lt;!\u2060channel&gt;');
});

test('a mail server that refuses for good is not asked again; one that is busy is', async () => {
  await channel('email');
  h.mail.refuseWith = 550;
  await tell('crossing:1:opened');
  await deliver();
  h.mail.refuseWith = 451;
  await tell('crossing:2:opened');
  await deliver();
  expect((await messages()).map(({ state, lastError }) => [state, lastError])).toEqual([
    ['failed', 'The mail server refused it (550, RCPT TO).'],
    ['waiting', 'The mail server asks to try again later (451, RCPT TO).'],
  ]);
});

test('a post to a Slack-compatible receiver is never longer than the strictest of them takes', async () => {
  await channel('slack');
  for (let i = 0; i < 50; i++) await tell(`crossing:${i}:opened`);
  await deliver();
  const { text } = JSON.parse(h.http.posts[0]?.body ?? '{}') as { text: string };
  expect(text.length).toBeLessThan(2_000);
  const told = text.match(/^• \*Checkout: /gm)?.length ?? 0;
  expect(told).toBeGreaterThan(5);
  expect(text).toContain(`\n• and ${50 - told} more <https://headroom.example.org/?team=shop|Open>`);
  await h.database.prisma.app.update({ where: { id: h.appId }, data: { name: '&'.repeat(200) } });
  await tell('report:x', 'report.ready', { report: 'x', text: '&'.repeat(1_000) });
  await deliver();
  expect(JSON.parse(h.http.posts[1]?.body ?? '{}').text).toMatch(/^• \*(&amp;){79}…: a report is ready\* <.*\|Open>$/);
});

test('a report that is ready, and a step that is open again, say so by e-mail and webhook with the way there', async () => {
  await channel('email');
  await channel('webhook');
  const said = 'Checkout: 1.7× of today. Next: Redis, by 7 Feb. $342 a month now.';
  await tell('report:abc', 'report.ready', { report: 'abc', text: said });
  await tell('evidence:1/x:1', 'evidence.withdrawn', { title: 'Add indexes' });
  await deliver();
  const mail = h.mail.mails[0]?.raw.replace(/=\r\n/g, '').replace(/=C3=97/g, '×') ?? '';
  expect(mail).toContain(said);
  expect(mail).toContain('https://headroom.example.org/reports/abc');
  expect(JSON.parse(h.http.posts[0]?.body ?? '{}').events).toMatchObject([
    { kind: 'report.ready', title: 'Checkout: a report is ready', text: said, data: { report: 'abc' } },
    {
      kind: 'evidence.withdrawn',
      title: 'Checkout: “Add indexes” is open again',
      url: 'https://headroom.example.org/apps/checkout/checklist',
    },
  ]);
});
