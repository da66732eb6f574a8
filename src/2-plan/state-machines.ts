// The three kinds of objects whose states the sequences go through: how each call is made, and what it does to the state.
import type { Point } from '../1-contract/model.ts';
import { initialStates } from '../1-contract/state-after.ts';
import type { Hex } from '../ciphertexts/block.ts';
import { blockDefects, oaepBlock, editDefect, applyDefect } from './block-defects.ts';
import {
  callDefects,
  fromBlockDefect,
  nullPointer,
  otherDevice,
  sizeDefects,
  type CallDefect,
} from './call-defects.ts';
import type { Draft } from './draft.ts';
import { sessionKeyFor, validBlock } from '../steps/block-to-send.ts';
import { contractBound } from './lengths.ts';
import { opmParametersBlock, opmParameters } from './opm-parameters.ts';
import type { PlanContext } from './property.ts';
import type { Machine, MachineCall } from './transitions.ts';

/** A move that knows how to make its call. */
export interface DraftMove extends MachineCall {
  /** For titles. */
  readonly what: string;
  readonly make: (draft: Draft, label: string, state: Point) => void;
}

/** A machine with the step that makes its object. */
export interface DraftMachine extends Machine<DraftMove> {
  readonly name: string;
  readonly create: (draft: Draft) => void;
}

function negotiation(
  call: string,
  defect: CallDefect,
  make: 'negotiate' | 'negotiateChannel',
  object: string,
): DraftMove {
  return {
    name: defect.name,
    call,
    sets: defect.sets,
    what: defect.what,
    make: (draft, label) => {
      draft[make](object, defect.data(oaepBlock(label, sessionKeyFor(label))), defect.options);
    },
  };
}

/** A crypto session: key, refresh, read-back key, blits. */
export function sessionMachine(context: PlanContext): DraftMachine {
  const call = 'NegotiateCryptoSessionKeyExchange';
  const simple = (name: string, of: string, make: (draft: Draft) => void): DraftMove => ({
    name,
    call: of,
    sets: {},
    what: name,
    make,
  });
  return {
    name: 'session',
    create: (draft) => draft.session(),
    initial: initialStates.session,
    moves: [
      {
        name: 'valid',
        call,
        sets: { dialect: context.dialect },
        what: 'a valid block',
        make: (draft, label) => draft.negotiate('s', validBlock(label)),
      },
      ...callDefects(context)
        .map((defect) => negotiation(call, defect, 'negotiate', 's'))
        .map((move) => ({ ...move, sets: { ...move.sets, dialect: context.dialect } })),
      simple('start refresh', 'StartSessionKeyRefresh', (draft) => draft.startRefresh('s')),
      simple('finish refresh', 'FinishSessionKeyRefresh', (draft) => draft.finishRefresh('s')),
      simple('read-back key', 'GetEncryptionBltKey', (draft) => draft.readbackKey('s')),
      simple('blits', 'DecryptionBlt', (draft) => draft.blit('s', 64)),
    ],
  };
}

const noRandom: Hex = '00'.repeat(16);

/** A protected output: random number, signing key, signed requests. */
export function outputMachine(context: PlanContext): DraftMachine {
  const call = 'OPMSetSigningKeyAndSequenceNumbers';
  const unread = (state: Point): boolean => state['output'] === 'no-random';
  const set = (name: string, what: string, sets: Point, make: DraftMove['make']): DraftMove => ({
    name,
    call,
    what,
    sets,
    make,
    where: (state) => !unread(state),
  });
  const bound = contractBound(context, 'opmMessage');
  const otherRandom = editDefect(
    'scrambled',
    'other-random',
    'last byte of the random number changed',
    'smoke',
    {
      field: 'M',
      at: 15,
      xor: '01',
    },
  );
  const request = (defect?: 'omac' | 'sequence'): DraftMove => ({
    name: defect === undefined ? 'request' : `request ${defect}`,
    call: 'OPMGetInformation',
    sets: defect === undefined ? {} : { request: defect },
    what: defect === undefined ? 'a signed request' : `a request with a wrong ${defectWords[defect]}`,
    make: (draft) => draft.information('o', defect),
  });
  return {
    name: 'output',
    create: (draft) => draft.output(),
    initial: initialStates.output,
    moves: [
      {
        name: 'random',
        call: 'OPMGetRandomNumber',
        sets: {},
        what: 'its random number read',
        where: unread,
        make: (draft) => draft.randomNumber('o'),
      },
      set('parameters', 'valid parameters', {}, (draft, label) =>
        draft.setSigningKey('o', opmParameters(label)),
      ),
      {
        // Without a random number there is only one thing to send: none.
        ...set(
          'unread',
          'parameters before its random number was read',
          { random: 'differs' },
          (draft, label) => draft.setSigningKey('o', opmParameters(label, { random: noRandom })),
        ),
        where: unread,
      },
      ...blockDefects(context).map((defect) =>
        set(defect.name, defect.what, defect.declares, (draft, label) =>
          draft.setSigningKey('o', applyDefect(defect, opmParametersBlock(label))),
        ),
      ),
      set(otherRandom.name, otherRandom.what, { random: 'differs' }, (draft, label) =>
        draft.setSigningKey('o', {
          ...applyDefect(otherRandom, opmParametersBlock(label)),
          declares: { random: 'differs' },
        }),
      ),
      set('short', `parameters of ${bound - 1} bytes`, { opmMessage: 'below' }, (draft, label) =>
        draft.setSigningKey('o', {
          block: oaepBlock(label, [
            '$random',
            sessionKeyFor(label),
            '0a0b0c0d0e0f10'.slice(0, 2 * (bound - 1 - 32)),
          ]),
          declares: {},
        }),
      ),
      request(),
      request('omac'),
      request('sequence'),
    ],
  };
}

const defectWords = { omac: 'OMAC', sequence: 'sequence number', 'too-small': 'length' } as const;

/** An authenticated channel: key, sequence numbers, signed requests. */
export function channelMachine(context: PlanContext): DraftMachine {
  const call = 'NegotiateAuthenticatedChannelKeyExchange';
  const defects = [
    ...blockDefects(context).map(fromBlockDefect),
    ...sizeDefects(context),
    otherDevice,
    nullPointer,
  ];
  const request = (
    of: 'INITIALIZE' | 'CHANNEL_TYPE' | 'PROTECTION',
    defect?: 'omac' | 'sequence' | 'too-small',
  ): DraftMove => ({
    name: defect === undefined ? of : `${of} ${defect}`,
    call: of === 'CHANNEL_TYPE' ? 'QueryAuthenticatedChannel' : 'ConfigureAuthenticatedChannel',
    sets: {
      ...(of === 'PROTECTION' ? { configure: 'protection' } : {}),
      ...(defect === undefined ? {} : { channelRequest: defect }),
    },
    what: defect === undefined ? of : `${of} with a wrong ${defectWords[defect]}`,
    keepsState: defect !== undefined,
    // Without a key there is nothing to sign with.
    where: (state) => state['channelKey'] === 'set',
    make: (draft) => draft.channelRequest('c', of, defect),
  });
  return {
    name: 'channel',
    create: (draft) => draft.channel('c'),
    initial: initialStates.channel,
    moves: [
      {
        name: 'valid',
        call,
        sets: {},
        what: 'a valid block',
        make: (draft, label) => draft.negotiateChannel('c', validBlock(label)),
      },
      ...defects.map((defect) => negotiation(call, defect, 'negotiateChannel', 'c')),
      request('INITIALIZE'),
      request('INITIALIZE', 'omac'),
      request('INITIALIZE', 'too-small'),
      request('CHANNEL_TYPE'),
      request('CHANNEL_TYPE', 'sequence'),
      request('CHANNEL_TYPE', 'too-small'),
      request('PROTECTION'),
      request('PROTECTION', 'omac'),
      request('PROTECTION', 'sequence'),
      request('PROTECTION', 'too-small'),
    ],
  };
}
