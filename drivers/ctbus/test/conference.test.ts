import { expect, it } from 'vitest';
import { describeNative, portOf, steppedBoard } from '../testing/stepped-board.ts';

describeNative('a conference', () => {
  it('lets everybody hear the others, and tells who is loudest', async () => {
    const board = await steppedBoard({ ports: 12 });
    const conference = board.createConference({ loudest: 2 });
    // Each party is a port whose other end is a second port, as a line would be.
    const parties = [0, 1, 2].map((number) => portOf(board, number));
    const people = [3, 4, 5].map((number) => portOf(board, number));
    const heard: string[][] = [[], [], []];
    for (const [index, person] of people.entries()) {
      const party = parties[index];
      if (party === undefined) throw new Error('each person has a party');
      board.fabric.connect(party, person);
      conference.join(party, { talks: index !== 2 });
      person.detect({ dtmf: true });
      person.events.on('digit', ({ digit }) => heard[index]?.push(digit));
    }
    const loudest: (number | undefined)[] = [];
    conference.events.on('activeTalker', (port) => loudest.push(port?.number));
    expect(conference.parties).toEqual(parties);
    await people[0]?.generate({ digits: '1', onMs: 1000 });
    board.step(110);
    await people[1]?.generate({ digits: '2', onMs: 1000 });
    board.step(110);
    // One that only listens is heard by nobody.
    await people[2]?.generate({ digits: '3', onMs: 1000 });
    board.step(110);
    expect(heard).toEqual([['2'], ['1'], ['1', '2']]);
    expect(loudest.filter((port) => port !== undefined)).toEqual([0, 1]);
    conference.close();
    conference.close();
    await people[0]?.generate({ digits: '4', onMs: 500 });
    board.step(60);
    expect(heard[1]).toEqual(['1']);
  });
});
