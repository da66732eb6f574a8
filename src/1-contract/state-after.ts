// What a session, a channel or a protected output is after a call on it, in the contract's variables of state. The plan goes by
// it, the judge follows it, and the proof explores it.
import type { Point } from './model.ts';

/** As they are made. */
export const initialStates = {
  session: { sessionKey: 'none', refresh: 'idle' },
  channel: { channelKey: 'none', channelSequence: 'not-initialised' },
  output: { output: 'no-random' },
} as const;

/** Whether a call has said that a key was set. */
export function hasKey(state: Point): boolean {
  return state['sessionKey'] === 'set' || state['channelKey'] === 'set' || state['output'] === 'keyed';
}

/**
 * The state after a call.
 * @param sets the variables of the call's point that are not of state.
 */
export function stateAfter(call: string, state: Point, succeeded: boolean, sets: Point = {}): Point {
  switch (call) {
    case 'NegotiateCryptoSessionKeyExchange':
    case 'NegotiateCryptoSessionKeyExchangeMT':
      if (!succeeded) return state;
      // What becomes of a refresh that a key comes between is left open.
      return { ...state, sessionKey: 'set', refresh: state['refresh'] === 'idle' ? 'idle' : 'overtaken' };
    case 'StartSessionKeyRefresh':
      // Which of two random numbers counts is as open as what a key in between does.
      return { ...state, refresh: state['refresh'] === 'idle' ? 'pending' : 'overtaken' };
    case 'FinishSessionKeyRefresh':
      return { ...state, refresh: 'idle' };
    case 'NegotiateAuthenticatedChannelKeyExchange': {
      if (!succeeded) return state['channelKey'] === 'none' ? { ...state, channelKey: 'refused' } : state;
      const numbered = state['channelSequence'] !== 'not-initialised';
      return { channelKey: 'set', channelSequence: numbered ? 'renewed' : 'not-initialised' };
    }
    case 'ConfigureAuthenticatedChannel':
      return succeeded && sets['configure'] !== 'protection'
        ? { ...state, channelSequence: 'initialised' }
        : state;
    case 'OPMGetRandomNumber':
      return succeeded && state['output'] === 'no-random' ? { output: 'ready' } : state;
    case 'OPMSetSigningKeyAndSequenceNumbers':
      if (succeeded) return { output: 'keyed' };
      return state['output'] === 'ready' ? { output: 'refused' } : state;
    default:
      return state;
  }
}
