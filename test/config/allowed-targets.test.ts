import { describe, expect, it } from 'vitest';
import {
  checkAddress,
  kindOfAddress,
  parseAllowedTargets,
  parseTargetUrl,
  TargetRefused,
} from '@/config/allowed-targets';

const none = parseAllowedTargets('');
const opens = (rules: string, address: string, host = address) => {
  try {
    checkAddress(address, host, parseAllowedTargets(rules));
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(TargetRefused);
    return false;
  }
};

describe('addresses that are shut by default', () => {
  it.each([
    ['0.0.0.0', 'unspecified'],
    ['0.1.2.3', 'unspecified'],
    ['10.0.0.0', 'private'],
    ['10.255.255.255', 'private'],
    ['100.64.0.0', 'carrier-nat'],
    ['100.127.255.255', 'carrier-nat'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['169.254.0.1', 'link-local'],
    ['169.254.169.254', 'metadata'],
    ['169.254.170.2', 'metadata'],
    ['168.63.129.16', 'metadata'],
    ['100.100.100.200', 'metadata'],
    ['192.0.0.192', 'metadata'],
    ['172.16.0.0', 'private'],
    ['172.31.255.255', 'private'],
    ['192.0.0.1', 'reserved'],
    ['192.0.2.1', 'reserved'],
    ['192.88.99.1', 'reserved'],
    ['192.168.0.0', 'private'],
    ['192.168.255.255', 'private'],
    ['198.18.0.1', 'reserved'],
    ['198.19.255.255', 'reserved'],
    ['198.51.100.1', 'reserved'],
    ['203.0.113.1', 'reserved'],
    ['224.0.0.1', 'multicast'],
    ['239.255.255.255', 'multicast'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'broadcast'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['::10.0.0.1', 'private'],
    ['::7f00:1', 'loopback'],
    ['::ffff:10.0.0.1', 'private'],
    ['::ffff:7f00:1', 'loopback'],
    ['::ffff:169.254.169.254', 'metadata'],
    ['::ffff:0:10.0.0.1', 'private'],
    ['64:ff9b::10.0.0.1', 'private'],
    ['64:ff9b::a9fe:a9fe', 'metadata'],
    ['64:ff9b:1::a00:1', 'reserved'],
    ['100::1', 'reserved'],
    ['2001::1', 'tunnel'],
    ['2001:2::1', 'reserved'],
    ['2001:10::1', 'reserved'],
    ['2001:20::1', 'reserved'],
    ['2001:db8::1', 'reserved'],
    ['2002:a00:1::', 'private'],
    ['2002:7f00:1::1', 'loopback'],
    ['3fff::1', 'reserved'],
    ['4000::1', 'reserved'],
    ['5f00::1', 'reserved'],
    ['fc00::1', 'private'],
    ['fdff:ffff::1', 'private'],
    ['fd00:ec2::254', 'metadata'],
    ['fd20:ce::254', 'metadata'],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'link-local'],
    ['fec0::1', 'private'],
    ['ff02::1', 'multicast'],
  ])('%s is %s', (address, kind) => {
    expect(kindOfAddress(address)).toBe(kind);
    expect(opens('', address)).toBe(false);
  });

  it.each(['8.8.8.8', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255', '128.0.0.0'])(
    '%s is not',
    (address) => expect(opens('', address)).toBe(true),
  );
  it.each(['172.15.255.255', '172.32.0.0', '2606:4700::1', '::ffff:8.8.8.8', '64:ff9b::8.8.8.8', '2a00::1'])(
    '%s is not',
    (address) => expect(opens('', address)).toBe(true),
  );

  it('is anything that is no address at all', () => {
    expect(opens('', 'nonsense')).toBe(false);
    expect(opens('', '')).toBe(false);
  });
});

describe('what the operator opens', () => {
  it('is an address, a range, a host, or every name below one', () => {
    expect(opens('10.1.2.3', '10.1.2.3')).toBe(true);
    expect(opens('10.1.2.3', '10.1.2.4')).toBe(false);
    expect(opens('192.168.0.0/16, 10.0.0.0/8', '10.9.9.9')).toBe(true);
    expect(opens('10.0.0.0/8', '::ffff:10.9.9.9')).toBe(true);
    expect(opens('fd00::/8', 'fd12::1')).toBe(true);
    expect(opens('fd00::/8', '10.0.0.1')).toBe(false);
    expect(opens('exporter', '172.17.0.2', 'Exporter.')).toBe(true);
    expect(opens('exporter', '172.17.0.2', 'exporter.evil.example')).toBe(false);
    expect(opens('*.svc.internal', '10.0.0.1', 'node.svc.internal')).toBe(true);
    expect(opens('*.svc.internal', '10.0.0.1', 'evilsvc.internal')).toBe(false);
    expect(opens('127.0.0.1', '127.0.0.1')).toBe(true);
  });

  it('is a metadata address only if that very address is named', () => {
    expect(opens('169.254.0.0/16', '169.254.169.254')).toBe(false);
    expect(opens('0.0.0.0/0', '168.63.129.16')).toBe(false);
    expect(opens('meta.internal', '169.254.169.254', 'meta.internal')).toBe(false);
    expect(opens('169.254.169.254', '169.254.169.254')).toBe(true);
    expect(opens('169.254.169.254', '::ffff:a9fe:a9fe')).toBe(true);
  });

  it('is never what names no single machine', () => {
    for (const address of ['0.0.0.0', '255.255.255.255', '224.0.0.1']) expect(opens('0.0.0.0/0', address)).toBe(false);
    for (const address of ['::', 'ff02::1']) expect(opens('::/0', address)).toBe(false);
  });

  it.each(['10.0.0.0/33', '10.0.0', 'http://x', 'a b', '*.', '-/-', '1.2.3.4.5'])('is not %j', (text) => {
    expect(() => parseAllowedTargets(`127.0.0.1, ${text}`)).toThrow(`has "${text}"`);
  });
});

describe('an address that a person enters', () => {
  it.each([
    ['http://2130706433/', '127.0.0.1 is a loopback address.'],
    ['http://0x7f.1:9100/metrics', '127.0.0.1 is a loopback address.'],
    ['http://127.1/', '127.0.0.1 is a loopback address.'],
    ['http://①②⑦.0.0.1/', '127.0.0.1 is a loopback address.'],
    ['http://[::ffff:127.0.0.1]/', '::ffff:7f00:1 is a loopback address.'],
    ['http://10.0.0.5:9100/metrics', '10.0.0.5 is a private address.'],
    ['http://169.254.169.254/latest', '169.254.169.254 is a cloud metadata address.'],
    ['ftp://example.com/', 'Only http and https are spoken here.'],
    ['file:///etc/passwd', 'Only http and https are spoken here.'],
    ['http://user:pass@example.com/', 'The address holds a credential, which everybody here could read.'],
    ['example.com', 'This is not an address.'],
  ])('%s is refused: %s', (text, says) => {
    expect(() => parseTargetUrl(text, none)).toThrow(says);
  });

  it('is told how to mend it', () => {
    const attempt = () => parseTargetUrl('http://10.0.0.5/', none);
    expect(attempt).toThrow(expect.objectContaining({ fix: expect.stringContaining('HEADROOM_ALLOWED_TARGETS') }));
    expect(parseTargetUrl('http://10.0.0.5:9100/metrics#x', parseAllowedTargets('10.0.0.0/8')).href).toBe(
      'http://10.0.0.5:9100/metrics',
    );
  });
});
