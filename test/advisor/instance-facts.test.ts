import { describe, expect, it } from 'vitest';
import { deriveHour } from '@/advisor/signals/index';
import type { Attributes } from '@/store/points/points';
import { counter, gauge, HOUR, input, minute, node, times } from './signals-points';

const facts = (points: Parameters<typeof input>[0]) => deriveHour(input(points)).facts;
const at = times(0, 60 * minute, minute);
const requests = (instance: string, start: number, more: Attributes = {}) =>
  counter(
    { metric: 'http.server.requests', resource: node(instance, more) },
    at.map((time, i) => ({ at: time, start, value: i })),
  );
const hpa = (resource: Attributes, value: number, metric = 'k8s.hpa.max_pods') =>
  gauge({ metric, resource }, [{ at: HOUR + minute, value }]);
const shop = { 'k8s.deployment.name': 'shop' };

describe('when instances began', () => {
  it('is the mean of the earliest starts of their own counters', () => {
    const first = HOUR - 600 * minute;
    const points = [requests('a', first), requests('a', first + minute), requests('b', first + 100 * minute)];
    expect(facts(points).startedAt).toBe(first + 50 * minute);
  });

  it('is what Prometheus’s clients say of the process', () => {
    const began = HOUR / 1000 - 7200;
    const said = gauge({ metric: 'process_start_time_seconds', resource: node() }, [{ at: at[3] ?? 0, value: began }]);
    expect(facts([said]).startedAt).toBe(began * 1000);
  });

  it('is not when the host was booted', () => {
    const booted = counter({ metric: 'system.cpu.time', resource: node() }, [{ at: at[3] ?? 0, start: 1, value: 9 }]);
    expect(facts([booted])).not.toHaveProperty('startedAt');
  });
});

// opentelemetry-collector-contrib, k8sclusterreceiver/documentation.md; semantic conventions, k8s.hpa.pod.max; kube-state-metrics, horizontalpodautoscaler-metrics.md.
describe('the largest number of instances', () => {
  it('is that of the autoscaler of the app’s own deployment', () => {
    const mine = hpa({ 'k8s.hpa.name': 'web', 'k8s.hpa.scaletargetref.name': 'shop' }, 12);
    const other = hpa({ 'k8s.hpa.name': 'mail', 'k8s.hpa.scaletargetref.name': 'mail' }, 30);
    expect(facts([requests('a', HOUR, shop), other, mine]).maxInstances).toBe(12);
  });

  it('is that of the only autoscaler there is, by any of its names', () => {
    expect(facts([requests('a', HOUR), hpa({ 'k8s.hpa.name': 'web' }, 7, 'k8s.hpa.pod.max')]).maxInstances).toBe(7);
    const kube = gauge(
      { metric: 'kube_horizontalpodautoscaler_spec_max_replicas', attributes: { horizontalpodautoscaler: 'web' } },
      [{ at: HOUR + minute, value: 9 }],
    );
    expect(facts([requests('a', HOUR), kube]).maxInstances).toBe(9);
  });

  it('is not told where several autoscalers may be meant', () => {
    const [a, b] = [hpa({ 'k8s.hpa.name': 'web' }, 12), hpa({ 'k8s.hpa.name': 'mail' }, 30)];
    expect(facts([requests('a', HOUR, shop), a, b])).not.toHaveProperty('maxInstances');
  });
});
