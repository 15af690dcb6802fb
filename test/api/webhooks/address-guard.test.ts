import { describe, expect, it } from 'vitest';
import { AddressGuard } from '../../../src/api/webhooks/address-guard.ts';

const strict = new AddressGuard({ allowHttp: false, allowedNetworks: [] });

describe('an address', () => {
  it.each([
    ['8.8.8.8'],
    ['1.1.1.1'],
    ['172.32.0.1'],
    ['192.169.0.1'],
    ['100.128.0.1'],
    ['223.255.255.254'],
    ['2606:4700:4700::1111'],
    ['2a00:1450:4001:800::200e'],
    ['::ffff:8.8.8.8'],
  ])('%s is public', (address) => {
    expect(strict.refusalOfAddress(address)).toBe(undefined);
  });

  it.each([
    ['0.0.0.0', 'this host'],
    ['10.255.0.1', 'private'],
    ['100.64.0.1', 'carrier'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['169.254.169.254', 'link-local, the metadata of clouds'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.0.0.1', 'protocol'],
    ['192.0.2.1', 'documentation'],
    ['192.168.1.1', 'private'],
    ['198.18.0.1', 'benchmarks'],
    ['198.51.100.1', 'documentation'],
    ['203.0.113.1', 'documentation'],
    ['224.0.0.1', 'multicast'],
    ['239.255.255.250', 'multicast'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'broadcast'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['::127.0.0.1', 'IPv4-compatible'],
    ['::ffff:127.0.0.1', 'IPv4-mapped'],
    ['::ffff:7f00:1', 'IPv4-mapped'],
    ['0:0:0:0:0:ffff:a9fe:a9fe', 'IPv4-mapped'],
    ['64:ff9b::7f00:1', 'NAT64'],
    ['64:ff9b:1::1', 'NAT64, local'],
    ['100::1', 'discard'],
    ['2001::1', 'Teredo'],
    ['2001:db8::1', 'documentation'],
    ['2002:7f00:1::', '6to4'],
    ['3fff::1', 'documentation'],
    ['fc00::1', 'unique local'],
    ['fd12:3456::1', 'unique local'],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'link-local with a zone'],
    ['fec0::1', 'site-local'],
    ['ff02::1', 'multicast'],
    ['', 'nothing'],
    ['localhost', 'no address'],
  ])('%s is refused: %s', (address) => {
    expect(strict.refusalOfAddress(address)).toBeTypeOf('string');
  });
});

describe('a URL', () => {
  it.each([
    ['https://127.0.0.1/'],
    ['https://2130706433/'],
    ['https://0177.0.0.1/'],
    ['https://0x7f000001/'],
    ['https://0x7f.1/'],
    ['https://127.1/'],
    ['https://127.0.0.1./'],
    ['https://１２７.0.0.1/'],
    ['https://[::1]/'],
    ['https://[::ffff:127.0.0.1]/'],
    ['https://[::ffff:a9fe:a9fe]:8443/'],
    ['https://169.254.169.254/latest/meta-data'],
    ['https://0/'],
    ['https://3232235777/'],
    ['https://user:secret@example.com/'],
    ['https://user@example.com/'],
    ['http://example.com/'],
    ['ftp://example.com/'],
    ['file:///etc/passwd'],
    ['https://'],
    ['https://a b/'],
    ['example.com'],
  ])('%s is refused', (url) => {
    expect(strict.refusalOfUrl(url)).toBeTypeOf('string');
  });

  it.each([['https://example.com/hook?a=b'], ['https://8.8.8.8:8443/'], ['https://localhost/']])(
    '%s may be tried; a name is judged by where it leads',
    (url) => {
      expect(strict.refusalOfUrl(url)).toBe(undefined);
    },
  );
});

describe('what the configuration allows', () => {
  const open = new AddressGuard({
    allowHttp: true,
    allowedNetworks: ['10.1.0.0/16', 'fd00::/8', '127.0.0.1/32'],
  });

  it('is let through, in every writing, and nothing beside it', () => {
    const refused = (address: string) => open.refusalOfAddress(address) !== undefined;
    const taken = ['10.1.2.3', '::ffff:10.1.2.3', 'fd12::1', '127.0.0.1', '::ffff:7f00:1'];
    expect(taken.filter(refused)).toEqual([]);
    const others = ['10.2.0.1', '127.0.0.2', 'fe80::1', '::1', '169.254.169.254'];
    expect(others.filter(refused)).toEqual(others);
    expect(open.refusalOfUrl('http://2130706433/')).toBe(undefined);
    expect(open.refusalOfUrl('ftp://10.1.2.3/')).toBe('http or https is needed');
  });

  it.each(['10.0.0.0/33', '10.0.0/8', '::/129', '10.0.0.0', 'fd00::/x'])(
    'has to be a network, unlike %s',
    (network) => {
      const make = () => new AddressGuard({ allowHttp: false, allowedNetworks: [network] });
      expect(make).toThrow('invalid-configuration');
    },
  );
});
