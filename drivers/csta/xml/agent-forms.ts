import type { AgentState, ServiceArgs } from '../model/requests.ts';
import { words } from './plain-forms.ts';
import type { Form } from './shape.ts';

/** AgentState (ECMA-269 §12.2.2), as it is told. */
export const agentState: Form<AgentState> = words({
  notReady: ['agentNotReady', 'notReady'],
  null: ['agentNull', 'null'],
  ready: ['agentReady', 'ready'],
  busy: ['agentBusy', 'busy'],
  workingAfterCall: ['agentWorkingAfterCall', 'workingAfterCall'],
});

/** ReqAgentState, as it is asked for. */
export const requestedAgentState: Form<ServiceArgs<'setAgentState'>['state']> = words({
  loggedOn: 'loggedOn',
  loggedOff: 'loggedOff',
  notReady: 'notReady',
  ready: 'ready',
  workingAfterCall: 'workingAfterCall',
});
