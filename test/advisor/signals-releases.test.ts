import { describe, expect, it } from 'vitest';
import { counter, every10s, gauge, HOUR, minute, node, second, signal, times } from './signals-points';

describe('a new release on the same instance', () => {
  it('shows neither dip nor spike where a new release takes over on the same instance', () => {
    const half = every10s.length >> 1;
    const release = (version: string, times: number[]) =>
      ['nodejs.eventloop.utilization', 'process.memory.usage'].map((metric) =>
        gauge(
          { metric, resource: node('a', { 'service.version': version }) },
          times.map((time) => ({ at: time, value: 0.4 })),
        ),
      );
    const points = [...release('1', every10s.slice(0, half)), ...release('2', every10s.slice(half))];
    const loops = signal(points, 'eventloop.used');
    for (const value of loops.value) expect(value).toBeCloseTo(40, 6);
    for (const demand of signal(points, 'memory.used').demand ?? []) expect(demand).toBeCloseTo(0.4, 6);
  });

  it('shows no spike in sums and rates either, whenever in a minute the new release begins', () => {
    for (const begin of [5, 15, 20, 30, 45, 55]) {
      const releasedAt = HOUR + 30 * minute + begin * second;
      const resources = [node('a', { 'service.version': '1' }), node('a', { 'service.version': '2' })];
      const ticks = times(-5 * minute, 61 * minute, 10 * second).map((time) => time + (begin % 10) * second);
      const points = resources.flatMap((resource, release) => {
        const mine = ticks.filter((time) => (release === 0 ? time < releasedAt : time >= releasedAt));
        const start = release === 0 ? HOUR - 30 * minute : releasedAt - 10 * second;
        return [
          gauge(
            { metric: 'app.users.active', resource },
            mine.map((time) => ({ at: time, value: 500 })),
          ),
          counter(
            { metric: 'process.cpu.time', resource },
            mine.map((time) => ({ at: time, start, value: (time - start) / 4000 })),
          ),
        ];
      });
      for (const users of signal(points, 'users.active').value) expect(users).toBeCloseTo(500, 6);
      for (const busy of signal(points, 'cpu.used').value) expect(busy / 25).toBeCloseTo(1, 1);
    }
  });
});
