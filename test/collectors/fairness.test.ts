import { describe, expect, it } from 'vitest';
import { Boarding, bodyLimits, makeFlight } from '@/collectors/otlp/flight';
import { turns } from '@/collectors/turns';

describe('apps at the committer', () => {
  it('take turns, however much one of them has waiting', () => {
    const queue = turns<string>();
    for (let i = 0; i < 1000; i++) queue.add(1, `loud ${i}`);
    queue.add(2, 'quiet 0');
    queue.add(3, 'late 0');
    queue.add(2, 'quiet 1');
    const taken = Array.from({ length: 6 }, () => queue.take());
    expect(taken).toEqual(['loud 0', 'quiet 0', 'late 0', 'loud 1', 'quiet 1', 'loud 2']);
    expect(queue.size()).toBe(1003 - 6);
  });

  it('each get their own items in the order in which they came, and all of them', () => {
    const queue = turns<number>();
    for (let i = 0; i < 300; i++) queue.add(i % 7, i);
    const taken = Array.from({ length: 300 }, () => queue.take() as number);
    for (let app = 0; app < 7; app++) {
      const own = taken.filter((item) => item % 7 === app);
      expect(own).toEqual([...own].sort((a, b) => a - b));
    }
    expect(new Set(taken).size).toBe(300);
    expect([queue.take(), queue.size()]).toEqual([undefined, 0]);
  });
});

describe('what requests hold in memory', () => {
  const most = bodyLimits.inFlightBytes;

  it('leaves room for others beside one app, and one app room for its largest request', () => {
    const flight = makeFlight();
    const loud = new Boarding(flight, most, 1);
    loud.take(bodyLimits.compressedBytes + bodyLimits.bytes);
    const more = new Boarding(flight, most, 1);
    expect(() => more.take(32 * 1024 * 1024)).toThrow('this app');
    new Boarding(flight, most, 2).take(32 * 1024 * 1024);
    loud.release();
    more.take(32 * 1024 * 1024);
  });

  it('is all given back', () => {
    const flight = makeFlight();
    const seats = [1, 2, 1].map((app) => new Boarding(flight, most, app));
    for (const seat of seats) seat.take(1000);
    for (const seat of seats) seat.release();
    expect([flight.bytes, flight.ofApp.size]).toEqual([0, 0]);
  });
});
