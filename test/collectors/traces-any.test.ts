/** Requests of spans as they may come: the same in both encodings, and never the end of a collector. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startDecoding } from '@/collectors/otlp/decoded';
import { seriesCache } from '@/collectors/otlp/series-cache';
import { addSpans } from '@/collectors/otlp/traces';
import { DecodeError } from '@/collectors/otlp/wire';
import { defaultLimits } from '@/service/ingest';
import { nowAt } from './requests-arbitrary';
import { kinds, readSpans, spansInJson, spansInProtobuf, type TestSpan } from './spans';

const resource = { 'service.name': 'shop', 'service.instance.id': 'one' };

describe('any request', () => {
  const attribute = fc.constantFrom(
    ['http.route', '/a'],
    ['http.request.method', 'GET'],
    ['http.response.status_code', 500],
    ['db.system', 'redis'],
    ['db.statement', 'GET a'],
    ['server.address', 'h'],
    ['messaging.system', 'kafka'],
    ['rpc.system', 'grpc'],
    ['other', true],
  ) as fc.Arbitrary<[string, string | number | boolean]>;
  const span: fc.Arbitrary<TestSpan> = fc.record({
    kind: fc.constantFrom(...(Object.keys(kinds) as TestSpan['kind'][])),
    attributes: fc.array(attribute, { maxLength: 6 }).map((pairs) => Object.fromEntries(pairs)),
    endAt: fc.integer({ min: nowAt - 600_000, max: nowAt }),
    tookMs: fc.integer({ min: 0, max: 100_000 }),
    failed: fc.boolean(),
    traceState: fc.constantFrom('', 'ot=th:8', 'x=y'),
    id: fc.constantFrom('0000000000000001', '0000000000000002', '00000000000000ff'),
    parent: fc.constantFrom('', '0000000000000001', '0000000000000002'),
  });
  const groups = fc.array(
    fc.record({ resource: fc.constantFrom({}, resource), spans: fc.array(span, { maxLength: 20 }) }),
    { maxLength: 4 },
  );

  it('says the same in protobuf as in JSON', async () => {
    await fc.assert(
      fc.asyncProperty(groups, async (all) => {
        const bare = async (encoding: 'protobuf' | 'json') =>
          (await readSpans(all, { encoding })).points.map(({ start: _, ...point }) => point);
        expect(await bare('json')).toEqual(await bare('protobuf'));
      }),
      { numRuns: 150 },
    );
  });

  it('with bytes changed, cut or doubled is read or refused as undecodable, and nothing else', async () => {
    const change = fc.record({ at: fc.nat(), byte: fc.nat(255), how: fc.constantFrom('set', 'cut', 'double') });
    await fc.assert(
      fc.asyncProperty(
        groups,
        fc.array(change, { minLength: 1, maxLength: 5 }),
        fc.boolean(),
        async (all, changes, json) => {
          let body = json ? spansInJson(all) : spansInProtobuf(all);
          for (const { at, byte, how } of changes) {
            const index = body.length === 0 ? 0 : at % body.length;
            if (how === 'set' && body.length > 0) body[index] = byte;
            else if (how === 'cut') body = body.subarray(0, index);
            else body = Buffer.concat([body.subarray(0, index), body]);
          }
          const out = startDecoding(seriesCache(1e9).of(1, 1e9, nowAt), defaultLimits, nowAt);
          await addSpans(body, json ? 'json' : 'protobuf', out).catch((error) => {
            expect(error).toBeInstanceOf(DecodeError);
          });
        },
      ),
      { numRuns: 1500 },
    );
  });
});
