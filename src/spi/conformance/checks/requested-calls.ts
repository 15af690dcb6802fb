import { callOf, isCallControlEvent } from '../../switch-event.ts';
import type { Check } from '../check.ts';
import { consulting, demandGone, ended, made, pickUp, ringing, talking } from '../scenes.ts';
import { told } from '../words.ts';

/** Calls that are begun, answered and ended by request. */
export const REQUESTED_CALLS: readonly Check[] = [
  {
    id: 'make-call',
    title: 'makeCall rings the other phone, and its answer names the connection of the events',
    clause: 'ECMA-269 §17.1, Make Call',
    needs: { capabilities: ['makeCall'], hands: ['answer'] },
    async run(stage) {
      const [a, b] = stage.numbers.extensions;
      // A link without correlatorData takes it too, and says nothing of it.
      const call = await made(stage, a, b, 'kit-4711');
      await stage.quiet();
      const isTold = stage.link.model.find(call.from) !== undefined;
      const what = `makeCall was answered with ${a} in call ${call.from.call}`;
      stage.demand(isTold, 'answer-malformed', `${what}; no event tells of that connection`);
      await pickUp(stage, b);
      await stage.quiet();
    },
  },
  {
    id: 'correlator',
    title: 'The correlator of makeCall comes back in the events and the snapshot of its call',
    clause: 'src/spi/services.ts, correlatorData',
    needs: { capabilities: ['makeCall', 'correlatorData'], hands: ['answer'] },
    async run(stage) {
      const [a, b] = stage.numbers.extensions;
      const correlator = 'kit-4711';
      const { from, to } = await made(stage, a, b, correlator);
      stage.link.expectCorrelator(to.call, correlator);
      const { calls } = await stage.snapshot();
      const shown = calls.find(({ call }) => call === from.call)?.correlator;
      const what = `the snapshot shows call ${from.call} with ${shown ?? 'no correlator'}`;
      stage.demand(shown === correlator, 'correlator-lost', `${what}, not "${correlator}"`);
      await pickUp(stage, b);
      await stage.quiet();
    },
  },
  {
    id: 'consultation-correlator',
    title: 'The correlator of consultationCall comes back in the events of the new call alone',
    clause: 'src/spi/services.ts, correlatorData',
    needs: { capabilities: ['consultationCall', 'correlatorData'], hands: ['dialIn', 'answer'] },
    async run(stage) {
      const [a, b] = stage.numbers.extensions;
      const correlator = 'kit-4712';
      const { consulted, heldCall } = await consulting(stage, a, b, correlator);
      stage.link.expectCorrelator(consulted.call, correlator);
      for (const event of stage.link.events) {
        if (!isCallControlEvent(event) || callOf(event) !== heldCall.call) continue;
        const what = `${told(event)} carries the correlator of the consultation`;
        stage.demand(event.correlator !== correlator, 'correlator-lost', what);
      }
      await pickUp(stage, b);
      await stage.quiet();
    },
  },
  {
    id: 'answer-call',
    title: 'answerCall connects a ringing phone',
    clause: 'ECMA-269 §17.1, Answer Call',
    needs: { capabilities: ['answerCall'], hands: ['dialIn'] },
    async run(stage) {
      const [a] = stage.numbers.extensions;
      const { connection } = await ringing(stage, a);
      await stage.ask('answerCall', { connection });
      await stage.expect('established', { answeringDevice: a });
      await stage.quiet();
    },
  },
  {
    id: 'clear-connection',
    title: 'clearConnection takes the device out of its call',
    clause: 'ECMA-269 §17.1, Clear Connection',
    needs: { capabilities: ['clearConnection'], hands: ['dialIn', 'answer'] },
    async run(stage) {
      const [a] = stage.numbers.extensions;
      const { connection } = await talking(stage, a);
      await stage.ask('clearConnection', { connection });
      await stage.expect('connectionCleared', { connection: a });
      await ended(stage, connection.call);
    },
  },
  {
    id: 'clear-call',
    title: 'clearCall ends every connection of a call',
    clause: 'ECMA-269 §17.1, Clear Call',
    needs: { capabilities: ['clearCall'], hands: ['dialIn', 'answer'] },
    async run(stage) {
      const [a] = stage.numbers.extensions;
      const { connection } = await talking(stage, a);
      await stage.ask('clearCall', { call: connection.call });
      await ended(stage, connection.call);
      demandGone(stage, 'clearCall', a);
    },
  },
];
