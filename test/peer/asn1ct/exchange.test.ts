import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as acse from '../../../drivers/csta/generated/acse.ts';
import * as phase1 from '../../../drivers/csta/generated/phase-1.ts';
import * as phase2 from '../../../drivers/csta/generated/phase-2.ts';
import * as phase3 from '../../../drivers/csta/generated/phase-3.ts';
import type { Codec, OperationTable } from '../../../drivers/csta/pdu/operation-table.ts';
import { PHASE_1_OPERATIONS } from '../../../drivers/csta/pdu/operations-phase-1.ts';
import { PHASE_2_OPERATIONS } from '../../../drivers/csta/pdu/operations-phase-2.ts';
import { PHASE_3_OPERATIONS } from '../../../drivers/csta/pdu/operations-phase-3.ts';
import type { Phase } from '../../../drivers/csta/pdu/phases.ts';
import { SeededRandom } from '../../../src/base/random.ts';
import { hexOf, moduleFile, pduCases, typeCase, typesOf, type Case } from './cases.ts';
import { Erlang } from './erlang.ts';
import { missingErlang } from './peers.ts';
import type { ModuleTypes } from './module-types.ts';

const missing = missingErlang();
const SEEDS = [1, 2, 3, 4, 5, 6];
const PHASES: readonly (readonly [Phase, string, OperationTable, object])[] = [
  ['I', 'phase-1', PHASE_1_OPERATIONS, phase1],
  ['II', 'phase-2', PHASE_2_OPERATIONS, phase2],
  ['III', 'phase-3', PHASE_3_OPERATIONS, phase3],
];

describe.skipIf(missing !== undefined)("Erlang's asn1ct and our codecs", () => {
  let erlang: Erlang;

  beforeAll(async () => {
    const ours = ['acse', 'phase-1', 'phase-2', 'phase-3'].map((name) => moduleFile(name));
    const files = [join(import.meta.dirname, 'rose.asn1'), ...ours];
    erlang = await Erlang.compile(files.map((file) => ({ name: typesOf(file).module.name, file })));
  });
  afterAll(async () => {
    await erlang?.remove();
  });

  it.each(PHASES)('write and read the PDUs of phase %s alike', async (phase, name, table) => {
    const types = typesOf(moduleFile(name));
    const cases = SEEDS.flatMap((seed) => pduCases(phase, table, types, new SeededRandom(seed)));
    expect(cases.length).toBeGreaterThan(200);
    await agree(cases);
  });

  it.each(PHASES)(
    'write and read every type of phase %s alike',
    async (_, name, _table, codecs) => {
      await agree(everyType(typesOf(moduleFile(name)), codecs));
    },
  );

  it('write and read association control alike', async () => {
    await agree(everyType(typesOf(moduleFile('acse')), acse));
  });

  /** Ours to Erlang, which must read the same value and write the same octets, and back. */
  async function agree(cases: readonly Case[]): Promise<void> {
    const answers = await erlang.exchange(cases.map(({ term }, id) => `{${id},${term}}`));
    for (const [id, { what, value, hex, decode, encode }] of cases.entries()) {
      const answer = answers.get(id);
      expect(answer, `${what}, seeds ${SEEDS.join()}: ${JSON.stringify(value)}`).toBe(`ok ${hex}`);
      const read = decode(new Uint8Array(Buffer.from(hex, 'hex')));
      expect(read, what).toEqual(value);
      expect(hexOf(encode(read as never)), what).toBe(hex);
    }
  }
});

function everyType(types: ModuleTypes, codecs: object): readonly Case[] {
  const byName = new Map<string, Codec<unknown>>(Object.entries(codecs));
  return SEEDS.flatMap((seed) => {
    const random = new SeededRandom(seed);
    return types.module.assignments.map(({ name }) => {
      const codec = byName.get(name);
      if (codec === undefined) throw new Error(`${name} has no codec`);
      return typeCase(name, codec, types, random);
    });
  });
}
