import { BlockList, isIP } from 'node:net';
import { CrosspointError } from '../../base/errors.ts';

export interface AddressRules {
  /** Plain http is allowed beside https. */
  readonly allowHttp: boolean;
  /** Networks in CIDR form that may be reached although they are not public. */
  readonly allowedNetworks: readonly string[];
}

/** What the registries of special addresses keep from the public net (RFC 6890 and its successors). */
const NOT_PUBLIC = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['192.88.99.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  // Teredo and 6to4 carry IPv4 addresses inside.
  ['2001::', 23, 'ipv6'],
  ['2001:db8::', 32, 'ipv6'],
  ['2002::', 16, 'ipv6'],
  ['3fff::', 20, 'ipv6'],
] as const;

/** Decides where webhooks may go, so that nobody makes the server knock at doors behind the firewall. */
export class AddressGuard {
  readonly #allowHttp: boolean;
  readonly #allowed = new BlockList();
  readonly #notPublic = new BlockList();
  readonly #global6 = new BlockList();

  /** Throws `invalid-configuration` for a network that is none. */
  constructor({ allowHttp, allowedNetworks }: AddressRules) {
    this.#allowHttp = allowHttp;
    for (const [network, bits, family] of NOT_PUBLIC) {
      this.#notPublic.addSubnet(network, bits, family);
    }
    this.#global6.addSubnet('2000::', 3, 'ipv6');
    for (const [index, network] of allowedNetworks.entries()) this.#allow(network, index);
  }

  /** Why a URL is refused; undefined where it is not. A name still has to be resolved and checked. */
  refusalOfUrl(text: string): string | undefined {
    const url = URL.parse(text);
    if (url === null) return 'the URL cannot be read';
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && this.#allowHttp)) {
      return `${this.#allowHttp ? 'http or https' : 'https'} is needed`;
    }
    if (url.username !== '' || url.password !== '') return 'a URL with a name or password in it';
    // The URL parser has turned decimal, octal and hexadecimal hosts into dotted ones.
    const host = hostOf(url);
    return isIP(host) === 0 ? undefined : this.refusalOfAddress(host);
  }

  /** Why an address is refused; undefined where it may be connected to. */
  refusalOfAddress(address: string): string | undefined {
    const plain = plainAddress(address);
    const family = isIP(plain);
    if (family === 0) return 'the name has led to no address';
    const kind = family === 4 ? 'ipv4' : 'ipv6';
    if (this.#allowed.check(plain, kind)) return undefined;
    const isPublic =
      !this.#notPublic.check(plain, kind) && (family === 4 || this.#global6.check(plain, 'ipv6'));
    return isPublic ? undefined : 'the address is not public';
  }

  #allow(network: string, index: number): void {
    const [address = '', bits = ''] = network.split('/');
    const family = isIP(address);
    const most = family === 4 ? 32 : 128;
    if (family === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > most) {
      throw new CrosspointError('invalid-configuration', `${network} is not a network`, {
        position: { pointer: `/webhooks/allowedNetworks/${index}` },
      });
    }
    this.#allowed.addSubnet(address, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  }
}

/** The host of a URL without the brackets of IPv6. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

/** Without a zone, and an IPv4 address in its IPv6 form as the IPv4 address that is connected to. */
function plainAddress(address: string): string {
  const [bare = ''] = address.split('%');
  if (isIP(bare) !== 6) return bare;
  const canonical = URL.parse(`http://[${bare}]/`)?.hostname ?? '';
  const mapped = /^\[::ffff:([\da-f]+):([\da-f]+)\]$/.exec(canonical);
  if (mapped === null) return bare;
  const octets = mapped.slice(1).flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
  return octets.join('.');
}
