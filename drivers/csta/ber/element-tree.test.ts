import { describe, expect, it } from 'vitest';
import { elementTree } from './element-tree.ts';

const tree = (hex: string, maxDepth?: number): ReturnType<typeof elementTree> =>
  elementTree(Buffer.from(hex.replaceAll(' ', ''), 'hex'), maxDepth);

describe('the tree of elements', () => {
  it('has each element with its place, its tag and, where it holds no others, its content', () => {
    expect(tree('A1 06 02 01 05 7E 81 00 9F 1F 01 AA')).toEqual([
      { depth: 0, offset: 0, headerLength: 2, contentLength: 6, tag: '[1]', isConstructed: true },
      {
        depth: 1,
        offset: 2,
        headerLength: 2,
        contentLength: 1,
        tag: '[UNIVERSAL 2]',
        isConstructed: false,
        content: '05',
      },
      {
        depth: 1,
        offset: 5,
        headerLength: 3,
        contentLength: 0,
        tag: '[APPLICATION 30]',
        isConstructed: true,
      },
      {
        depth: 0,
        offset: 8,
        headerLength: 3,
        contentLength: 1,
        tag: '[31]',
        isConstructed: false,
        content: 'AA',
      },
    ]);
  });

  it('goes into open lengths and on behind their end', () => {
    const found = tree('30 80 24 80 04 01 AA 00 00 00 00 C2 00');
    expect(found.map(({ tag, depth, contentLength }) => [tag, depth, contentLength])).toEqual([
      ['[UNIVERSAL 16]', 0, 7],
      ['[UNIVERSAL 4]', 1, 3],
      ['[UNIVERSAL 4]', 2, 1],
      ['[PRIVATE 2]', 0, 0],
    ]);
  });

  it('says where octets are no BER', () => {
    expect(() => tree('30 03 02 05 00')).toThrow('at octet 3');
    expect(() => tree('30 80 05 00')).toThrow('end-of-contents');
    expect(() => tree('30 02 30 00', 0)).toThrow('too deep');
  });
});
