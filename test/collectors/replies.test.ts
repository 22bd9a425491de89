import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readIntake, readRefusals } from '@/store';
import { type Reply, type TestCollector, testCollector } from './collector';
import { encodeRequest, type TestMetric, type TestPoint } from './encoder';

const MiB = 1024 * 1024;
let test: TestCollector;
let app: Awaited<ReturnType<TestCollector['app']>>;
let clockMs = 0;
beforeAll(async () => {
  test = await testCollector({ now: () => Date.now() + clockMs });
  app = await test.app('shop');
});
afterAll(() => test.close());

const nowNs = () => BigInt(Date.now()) * 1_000_000n;
const gauge = (name: string, value = 1, timeNs = nowNs()): TestMetric => ({
  name,
  kind: 'gauge',
  points: [{ attributes: [], timeNs, value }],
});
const proto = (...metrics: TestMetric[]) => encodeRequest([['service.name', 'shop']], metrics);
const bearer = () => ({ authorization: `Bearer ${app.token}` });
const json = (point: object = {}) =>
  JSON.stringify({
    resourceMetrics: [
      {
        scopeMetrics: [
          {
            metrics: [{ name: 'j', gauge: { dataPoints: [{ timeUnixNano: String(nowNs()), asInt: '7', ...point }] } }],
          },
        ],
      },
    ],
  });

/** The message of a google.rpc.Status in protobuf: field 1 the code, field 2 the words. */
function status({ bytes }: Reply): { code: number; message: string } {
  expect(bytes[0]).toBe(0x08);
  expect(bytes[2]).toBe(0x12);
  const long = (bytes[3] as number) >= 128;
  return { code: bytes[1] as number, message: bytes.toString('utf8', long ? 5 : 4) };
}

async function goodOneWorks(): Promise<void> {
  const before = (await test.stored(app.appId)).length;
  const reply = await test.post('/v1/metrics', proto(gauge('good')), bearer());
  expect([reply.status, reply.bytes.length]).toEqual([200, 0]);
  expect((await test.stored(app.appId)).length).toBe(before + 1);
}

describe('the collector answers', () => {
  it('200 and an empty message in the content type of the request, after the point is stored', async () => {
    const first = await test.post('/v1/metrics', gzipSync(proto(gauge('p', 5))), {
      ...bearer(),
      'content-encoding': 'gzip',
    });
    expect([first.status, first.headers.get('content-type'), first.bytes.length]).toEqual([
      200,
      'application/x-protobuf',
      0,
    ]);
    const second = await test.post('/v1/metrics', json(), {
      'x-headroom-token': app.token,
      'content-type': 'application/json; charset=utf-8',
    });
    expect([second.status, second.headers.get('content-type'), second.text]).toEqual([200, 'application/json', '{}']);
    expect((await test.stored(app.appId)).map(({ series, value }) => [series.metric, value])).toEqual(
      expect.arrayContaining([
        ['p', 5],
        ['j', 7],
      ]),
    );
  });

  it('401 to a wrong, a missing and a revoked token, then keeps a good request', async () => {
    const wrong = await test.post('/v1/metrics', proto(gauge('x')), { authorization: 'Bearer hr_wrong' });
    expect([wrong.status, wrong.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(status(wrong)).toEqual({ code: 16, message: 'the token is not known or was revoked' });
    const none = await test.post('/v1/metrics', json(), { 'content-type': 'application/json' });
    expect(JSON.parse(none.text)).toMatchObject({
      code: 16,
      message: expect.stringContaining('Authorization: Bearer TOKEN'),
    });

    const other = await test.app('other');
    const send = () => test.post('/v1/metrics', proto(gauge('x')), { authorization: `Bearer%20${other.token}` });
    expect((await send()).status).toBe(200);
    await test.database.prisma.ingestToken.update({ where: { id: other.tokenId }, data: { revokedAt: new Date() } });
    clockMs += 5_001;
    expect((await send()).status).toBe(401);
    await goodOneWorks();
  });

  it('429 to an address that tries tokens, but not to a good token that was seen from there', async () => {
    const fresh = await testCollector();
    const { token } = await fresh.app('good');
    const good = () => fresh.post('/v1/metrics', '', { authorization: `Bearer ${token}` });
    expect((await good()).status).toBe(200);
    const tries: Reply[] = [];
    for (let i = 0; i < 40; i++) tries.push(await fresh.post('/v1/metrics', '', { authorization: `Bearer guess${i}` }));
    expect(tries.filter(({ status }) => status === 401)).toHaveLength(30);
    const limited = tries.find(({ status }) => status === 429);
    expect(limited?.headers.get('retry-after')).toBe('60');
    expect((await good()).status).toBe(200);
    await fresh.close();
  });

  it('200 to any number of good tokens that it meets at once from one address', async () => {
    const tokens = await Promise.all(Array.from({ length: 60 }, async (_, i) => (await test.app(`many-${i}`)).token));
    const replies = await Promise.all(
      tokens.map((token) => test.post('/v1/metrics', '', { authorization: `Bearer ${token}` })),
    );
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
  });

  it('404 to unknown paths, 405 to other methods', async () => {
    expect((await test.post('/v1/metric', '', bearer())).status).toBe(404);
    const get = await fetch(`${test.url}/v1/metrics`);
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
    await goodOneWorks();
  });

  it('415 to other content types and codings', async () => {
    expect((await test.post('/v1/metrics', 'a=1', { ...bearer(), 'content-type': 'text/plain' })).status).toBe(415);
    const coded = await test.post('/v1/metrics', proto(gauge('x')), { ...bearer(), 'content-encoding': 'br' });
    expect(coded.status).toBe(415);
    expect(status(coded).message).toContain('content-encoding br');
    await goodOneWorks();
  });

  it('400 to a cut-off gzip body, to noise and to a JSON with a wrong field, which it names', async () => {
    const zipped = gzipSync(proto(gauge('x')));
    const cut = await test.post('/v1/metrics', zipped.subarray(0, zipped.length - 9), {
      ...bearer(),
      'content-encoding': 'gzip',
    });
    expect([cut.status, status(cut).message]).toEqual([400, expect.stringMatching(/un-gzipped .*cut off/)]);
    await goodOneWorks();
    const noise = await test.post('/v1/metrics', 'hello, is this OTLP?', bearer());
    expect([noise.status, noise.headers.get('content-type')]).toEqual([400, 'application/x-protobuf']);
    await goodOneWorks();
    const wrong = await test.post('/v1/metrics', json({ timeUnixNano: 'now' }), {
      ...bearer(),
      'content-type': 'application/json',
    });
    expect(wrong.status).toBe(400);
    expect(JSON.parse(wrong.text)).toMatchObject({
      code: 3,
      message: expect.stringContaining('dataPoints[0].timeUnixNano must be nanoseconds'),
    });
    await goodOneWorks();
  });

  it('413 to 65 MiB, to 17 MiB compressed and to a small body that unzips to 65 MiB', async () => {
    const large = await test.post('/v1/metrics', Buffer.alloc(65 * MiB), bearer());
    expect([large.status, status(large).message]).toEqual([
      413,
      'the body is larger than 64 MiB: send it in several requests',
    ]);
    const bomb = gzipSync(Buffer.alloc(65 * MiB), { level: 1 });
    const unzipped = await test.post('/v1/metrics', bomb, { ...bearer(), 'content-encoding': 'gzip' });
    expect(unzipped.status).toBe(413);
    expect(
      (await test.post('/v1/metrics', Buffer.alloc(17 * MiB), { ...bearer(), 'content-encoding': 'gzip' })).status,
    ).toBe(413);
    await goodOneWorks();
  });

  it('413 in the middle of a body that never said how long it is', async () => {
    const answered = await new Promise<number>((resolve, reject) => {
      const sending = httpRequest(
        `${test.url}/v1/metrics`,
        { method: 'POST', headers: { ...bearer(), 'content-type': 'application/x-protobuf' } },
        (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
          sending.destroy();
        },
      );
      sending.on('error', reject);
      const chunk = Buffer.alloc(MiB);
      let sent = 0;
      const more = () => {
        while (sent < 70 && !sending.destroyed) {
          sent++;
          if (!sending.write(chunk)) return;
        }
      };
      sending.on('drain', more);
      more();
    });
    expect(answered).toBe(413);
    await goodOneWorks();
  });

  it('200 with the number of points it did not keep, and why', async () => {
    const summary: TestPoint = {
      attributes: [],
      timeNs: nowNs(),
      summary: { count: 1n, sum: 1, quantiles: [[2, 1]] },
    };
    const body = proto(gauge('kept'), gauge('late', 1, nowNs() + 3_600_000_000_000n), gauge('nan', Number.NaN), {
      name: 's',
      kind: 'summary',
      points: [summary],
    });
    const reply = await test.post('/v1/metrics', body, bearer());
    expect(reply.status).toBe(200);
    // partial_success (1) { rejected_data_points (1): 3, error_message (2) }
    expect([...reply.bytes.subarray(0, 1), ...reply.bytes.subarray(3, 5)]).toEqual([0x0a, 0x08, 3]);
    expect(reply.text).toContain('1 points more than 10 minutes in the future');
    expect(reply.text).toContain('(first: nan)');
    const asJson = await test.post('/v1/metrics', json({ asInt: undefined, asDouble: 'NaN' }), {
      ...bearer(),
      'content-type': 'application/json',
    });
    expect(JSON.parse(asJson.text)).toEqual({
      partialSuccess: { rejectedDataPoints: '1', errorMessage: expect.stringContaining('NaN or infinite') },
    });
    await expect
      .poll(async () =>
        (await readRefusals(test.database.pool, app.appId, Date.now())).map(({ reason, points }) => [reason, points]),
      )
      .toEqual(
        expect.arrayContaining([
          ['too-far-in-future', 1],
          ['not-a-number', 2],
          ['broken-summary', 1],
        ]),
      );
  });

  it('200 to traces and logs in both encodings', async () => {
    for (const path of ['/v1/traces', '/v1/logs']) {
      expect((await test.post(path, '', bearer())).status).toBe(200);
      expect((await test.post(path, 'no', bearer())).status).toBe(400);
    }
  });

  it('200 to spans and log records, naming what it could not keep after their kind', async () => {
    const json = { ...bearer(), 'content-type': 'application/json' };
    const logs = { resourceLogs: [{ scopeLogs: [{ logRecords: [{ severityNumber: 9 }, {}] }] }] };
    const reply = await test.post('/v1/logs', JSON.stringify(logs), json);
    expect([reply.status, JSON.parse(reply.text)]).toEqual([
      200,
      {
        partialSuccess: { rejectedLogRecords: '2', errorMessage: '2 log records without a time (first: log.records)' },
      },
    ]);
    const span = { kind: 2, attributes: [{ key: 'http.route', value: { stringValue: '/' } }] };
    const spans = await test.post(
      '/v1/traces',
      JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }),
      json,
    );
    expect([spans.status, JSON.parse(spans.text).partialSuccess.rejectedSpans]).toEqual([200, '1']);
    const misspelt = await test.post('/v1/traces', '{"resource_spans":[]}', json);
    expect([misspelt.status, misspelt.text]).toEqual([400, expect.stringContaining('write resourceSpans')]);
  });

  it('200 on /healthz while the process lives, and on /readyz while it can store', async () => {
    for (const path of ['/healthz', '/readyz']) expect((await fetch(test.url + path)).status).toBe(200);
  });

  it('and leaves counts of kept and refused requests for the first-data page', async () => {
    const counts = () => readIntake(test.database.pool, app.appId, Date.now() - 300_000);
    await expect
      .poll(async () => (await counts()).filter(({ outcome }) => outcome === 'kept')[0])
      .toMatchObject({ tokenId: app.tokenId, address: '' });
    expect((await counts()).map(({ outcome }) => outcome)).toEqual(
      expect.arrayContaining(['body-too-large', 'broken-gzip', 'cannot-be-decoded', 'content-type']),
    );
    const strangers = await readIntake(test.database.pool, 0, Date.now() - 300_000);
    expect(strangers).toEqual(
      expect.arrayContaining([expect.objectContaining({ outcome: 'unknown-token', address: '127.0.0.1' })]),
    );
  });

  it('nothing that it did not mean to', () => expect(test.logged).toEqual([]));
});
