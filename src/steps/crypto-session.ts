// Crypto sessions, made and destroyed.
import { initialStates } from '../1-contract/state-after.ts';
import { guids } from '../core/windows/guids.ts';
import type { StepKind } from './step-kind.ts';

export interface CreateCryptoSessionStep {
  readonly call: 'CreateCryptoSession';
  readonly as: string;
  readonly device: string;
  readonly keyExchange?: 'rsaes-oaep' | 'hw-protection';
  readonly decodeProfile?: 'null' | 'supported';
}

export interface DestroyCryptoSessionStep {
  readonly call: 'DestroyCryptoSession';
  readonly session: string;
}

/** So many crypto sessions and more are `many`: a driver may have no room for another one. */
const manySessionsFrom = 4;

export const createCryptoSession: StepKind<CreateCryptoSessionStep> = {
  objectName: ({ as }) => as,
  makes: initialStates.session,
  unsupported({ decodeProfile, keyExchange }, survey) {
    if (decodeProfile === 'supported' && survey.decodeProfile === undefined)
      return 'no decode profile is known that the driver supports with RSAES_OAEP';
    if (keyExchange === 'hw-protection' && !survey.keyExchangeTypes.includes('HW_PROTECTION'))
      return 'the driver does not offer the key-exchange type HW_PROTECTION';
    return undefined;
  },
  points(draft, { call, as, device, keyExchange = 'rsaes-oaep', decodeProfile = 'null' }) {
    const living = [...draft.sessions.values()].filter(({ alive }) => alive).length;
    draft.sessions.set(as, { device, keyExchange, decodeProfile, keyed: false, refused: false, alive: true });
    const sessions = living < manySessionsFrom ? undefined : 'many';
    return [draft.pointOf(call, { keyExchange, decodeProfile, sessions })];
  },
  async send(context, step) {
    const hDevice = await context.device(step.device);
    const profile = step.decodeProfile === 'supported' ? context.survey.decodeProfile : undefined;
    const params = {
      hDevice,
      CryptoType: guids.CRYPTO_TYPE_AES128_CTR,
      DecodeProfile: profile ?? guids.NULL_GUID,
      KeyExchangeType:
        step.keyExchange === 'hw-protection'
          ? guids.KEY_EXCHANGE_HW_PROTECTION
          : guids.KEY_EXCHANGE_RSAES_OAEP,
    };
    return context.create(step, params, 'hCryptoSession', (hCryptoSession) => ({
      kind: 'session',
      handles: { hDevice, hCryptoSession },
      destroyedBy: 'DestroyCryptoSession',
      keyed: false,
    }));
  },
  *simpler({ decodeProfile, ...step }) {
    if (decodeProfile !== undefined) yield step;
  },
};

export const destroyCryptoSession: StepKind<DestroyCryptoSessionStep> = {
  objectName: ({ session }) => session,
  destroys: true,
  points(draft, { call, session }) {
    const drafted = draft.sessions.get(session);
    if (drafted !== undefined) drafted.alive = false;
    return [draft.pointOf(call)];
  },
  send: (context, { session }) => context.destroy('session', session),
};
