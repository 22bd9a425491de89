import { describe, expect, it } from 'vitest';
import { senderAddress } from '@/config/sender-address';

const from = (peer: string, forwardedFor: string | null, proxies: string[] = []) =>
  senderAddress({ peer, forwardedFor, proxies });

describe("a request's address", () => {
  it('is the peer, whatever a stranger writes into X-Forwarded-For', () => {
    expect(from('192.0.2.7', '10.0.0.1')).toBe('192.0.2.7');
    expect(from('::ffff:192.0.2.7', '127.0.0.1, 127.0.0.1')).toBe('192.0.2.7');
  });

  it('is what a proxy on this machine wrote last, never what stood before it', () => {
    expect(from('127.0.0.1', '10.9.9.9, 192.0.2.7')).toBe('192.0.2.7');
    expect(from('::1', '10.9.9.9, [2001:DB8::7]:4711')).toBe('2001:db8::7');
    expect(from('::ffff:127.0.0.1', null)).toBe('127.0.0.1');
  });

  it('is found behind the proxies that the installation names', () => {
    expect(from('10.0.0.2', '1.1.1.1, 192.0.2.7', ['10.0.0.2'])).toBe('192.0.2.7');
    expect(from('127.0.0.1', '1.1.1.1, 192.0.2.7, 10.0.0.2', ['10.0.0.2'])).toBe('192.0.2.7');
    expect(from('10.0.0.3', '1.1.1.1', ['10.0.0.2'])).toBe('10.0.0.3');
  });

  it('is short, and nobody where nothing is known', () => {
    expect(from('127.0.0.1', 'x'.repeat(5_000))).toHaveLength(64);
    expect(senderAddress({ peer: undefined, forwardedFor: undefined, proxies: [] })).toBeNull();
  });
});
