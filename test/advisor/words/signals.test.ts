import { expect, test } from 'vitest';
import { signalTitle, signalWord } from '@/advisor/words/signals';

test('a signal with a filter is said in words, without the stars of its pattern', () => {
  expect(signalWord('latency.p95')).toBe('latency p95');
  expect(signalWord('latency.p95{route=/buy}')).toBe('latency p95 (route /buy)');
  expect(signalWord('latency.p95{route=/api/*}')).toBe('latency p95 (route /api/…)');
  expect(signalWord('jobs.duration.p95{job=*receipt*}')).toBe('job duration p95 (job with “receipt”)');
  expect(signalWord('errors.rate{method=POST,route=/buy}')).toBe('error rate (method POST, route /buy)');
  expect(signalTitle('jobs.duration.p95{job=*receipt*}')).toBe('Job duration p95 (job with “receipt”)');
});
