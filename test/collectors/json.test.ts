import { describe, expect, it } from 'vitest';
import { startDecoding } from '@/collectors/otlp/decoded';
import { decodeJson } from '@/collectors/otlp/json';
import { seriesCache } from '@/collectors/otlp/series-cache';
import { DecodeError } from '@/collectors/otlp/wire';
import { defaultLimits } from '@/service/ingest';
import { arrived, decode } from './decoding';
import { encodeRequest } from './encoder';
import { nowAt, nowNs } from './requests-arbitrary';

const resource: [string, string][] = [['service.name', 'shop']];

describe('the JSON decoder', () => {
  const body = (point: object, metric: object = {}) =>
    JSON.stringify({
      resourceMetrics: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
          scopeMetrics: [
            {
              scope: { name: 'test.scope', version: '1.0' },
              metrics: [
                {
                  name: 'm',
                  gauge: { dataPoints: [{ timeUnixNano: String(nowNs), asDouble: 1.5, ...point }] },
                  ...metric,
                },
              ],
            },
          ],
        },
      ],
    });
  const read = (text: string) => {
    const out = startDecoding(seriesCache(1e9).of(1, 100, nowAt), defaultLimits, nowAt);
    decodeJson(text, out);
    return out;
  };

  it('makes the same series and points of JSON as of protobuf', () => {
    const cache = seriesCache(1e9);
    const proto = decode(
      encodeRequest(resource, [
        {
          name: 'm',
          kind: 'gauge',
          points: [
            {
              attributes: [
                ['code', 200],
                ['route', '/a'],
              ],
              timeNs: nowNs,
              value: 1.5,
            },
          ],
        },
      ]),
      cache,
    );
    const out = startDecoding(cache.of(1, 100, nowAt), defaultLimits, nowAt);
    decodeJson(
      body({
        attributes: [
          { key: 'route', value: { stringValue: '/a' } },
          { key: 'code', value: { intValue: '200' } },
        ],
      }),
      out,
    );
    expect(out.pending[0]?.ref.row).toBe(proto.pending[0]?.ref.row);
    expect(arrived(out)).toEqual(arrived(proto));
  });

  const path = 'resourceMetrics[0].scopeMetrics[0].metrics[0]';
  it.each([
    [
      body({ timeUnixNano: 'yesterday' }),
      `${path}.gauge.dataPoints[0].timeUnixNano must be nanoseconds since 1970 as text of digits, such as "1780000000000000000"; it is "yesterday"`,
    ],
    [body({ asDouble: 'fast' }), `${path}.gauge.dataPoints[0].asDouble must be a number; it is "fast"`],
    [body({ time_unix_nano: '1' }), `${path}.gauge.dataPoints[0].time_unix_nano is not a field: write timeUnixNano`],
    [body({ attributes: { a: 1 } }), `${path}.gauge.dataPoints[0].attributes must be a list; it is {"a":1}`],
    [
      body({}, { gauge: undefined, sum: { dataPoints: [{}] } }),
      `${path}.sum.aggregationTemporality must be 1 (delta) or 2 (cumulative)`,
    ],
    [body({}, { name: '' }), `${path}.name must be the metric's name`],
    ['{"resource_metrics":[]}', 'resource_metrics is not a field: write resourceMetrics'],
    ['{"resourceMetrics":7}', 'the body.resourceMetrics must be a list; it is 7'],
    ['[]', 'the body must be an object; it is []'],
    ['{"resourceMetrics":[', 'the body is not JSON'],
  ])('names the wrong field and its fix: %#', (text, message) => {
    expect(() => read(text)).toThrow(message);
    expect(() => read(text)).toThrow(DecodeError);
  });

  it('ignores fields it does not know, as OTLP asks', () => {
    expect(read(body({ fromTheFuture: 1 }, { novelty: {} })).points.length).toBe(1);
  });
});
