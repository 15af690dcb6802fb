import type { CallData, SimulatedFault } from '../../schemas/generated/types.ts';

/** Something about one device's part in a call. */
interface OnConnection {
  readonly call: string;
  readonly device: string;
}

/** Everything that can be asked of a switch or of a call, by the names of the API. */
export type Command =
  | {
      readonly command: 'make-call';
      readonly from: string;
      readonly to: string;
      readonly data?: CallData;
      readonly autoAnswer?: boolean;
    }
  | (OnConnection & { readonly command: 'answer' | 'hold' | 'retrieve' })
  | { readonly command: 'clear'; readonly call: string; readonly device?: string }
  | (OnConnection & { readonly command: 'consult'; readonly to: string; readonly data?: CallData })
  | (OnConnection & {
      readonly command: 'alternate' | 'reconnect' | 'transfer' | 'conference';
      readonly otherCall?: string;
    })
  | (OnConnection & { readonly command: 'transfer-to' | 'deflect' | 'park'; readonly to: string })
  | (OnConnection & { readonly command: 'pickup'; readonly by: string })
  | (OnConnection & {
      readonly command: 'digits';
      readonly digits: string;
      readonly durationMs?: number;
    })
  | { readonly command: 'set-data'; readonly call: string; readonly patch: CallData }
  | {
      readonly command: 'simulate-call';
      readonly switch: string;
      readonly from: string;
      readonly to: string;
      readonly name?: string;
      readonly digits?: string;
      readonly data?: CallData;
    }
  | { readonly command: 'simulate-hang-up'; readonly switch: string; readonly call: string }
  | {
      readonly command: 'simulate-fault';
      readonly switch: string;
      readonly fault: SimulatedFault;
    };

export type CommandName = Command['command'];
