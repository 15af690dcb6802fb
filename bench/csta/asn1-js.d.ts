/** What the bench uses of npm asn1.js, which comes without types. */
declare module 'asn1.js' {
  export interface Node {
    seq(): Node;
    obj(...fields: Node[]): Node;
    key(name: string): Node;
    use(entity: Entity): Node;
    choice(alternatives: Record<string, Node>): Node;
    explicit(tag: number): Node;
    implicit(tag: number): Node;
    optional(): Node;
    int(): Node;
    octstr(): Node;
    ia5str(): Node;
    gentime(): Node;
    null_(): Node;
    enum(names: Record<number, string>): Node;
    any(): Node;
  }
  export interface Entity {
    decode(octets: Buffer, encoding: 'der'): unknown;
    encode(value: unknown, encoding: 'der'): Buffer;
  }
  export function define(name: string, body: (this: Node) => void): Entity;
}
