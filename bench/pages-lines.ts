/** Many lines in one chart: 50 series of a day, a point a minute, sent over the wire as any sender would. */
import { gzipSync } from 'node:zlib';

export const LINES = { metric: 'bench.lines', series: 50, hours: 24 };
const MINUTE_MS = 60_000;

export async function sendLines({ endpoint, token }: { endpoint: string; token: string }): Promise<void> {
  const endAt = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
  for (let hour = LINES.hours; hour > 0; hour--) {
    const dataPoints = Array.from({ length: 60 * LINES.series }, (_, i) => {
      const [minute, line] = [Math.floor(i / LINES.series), i % LINES.series];
      const at = endAt - hour * 60 * MINUTE_MS + minute * MINUTE_MS;
      return {
        timeUnixNano: `${at}000000`,
        asDouble: Math.round(1_000 + 400 * Math.sin(at / 3e6 + line) + (((at / MINUTE_MS) * (line + 7)) % 90)) / 10,
        attributes: [{ key: 'queue', value: { stringValue: `queue-${line}` } }],
      };
    });
    const metrics = [{ name: LINES.metric, unit: '{job}', gauge: { dataPoints } }];
    const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'bench' } }] };
    const answer = await fetch(`${endpoint}/v1/metrics`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-encoding': 'gzip',
        authorization: `Bearer ${token}`,
      },
      body: gzipSync(JSON.stringify({ resourceMetrics: [{ resource, scopeMetrics: [{ scope: {}, metrics }] }] })),
    });
    if (!answer.ok) throw new Error(`the collector answered ${answer.status}: ${await answer.text()}`);
  }
}
