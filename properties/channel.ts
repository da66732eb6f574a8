// The authenticated channel's key exchange: "unconditionally 256 bytes", RSAES-OAEP, under the channel's certificate; and the
// signed requests that follow it (channel-requests.ts). What a channel goes through call by call is in sequences.ts.
import { blockDefects, oaepBlock, plusModulusDefect, applyDefect } from '../src/2-plan/block-defects.ts';
import { deterministicBytes } from '../src/core/deterministic-bytes.ts';
import { fromBlockDefect, type CallDefect } from '../src/2-plan/call-defects.ts';
import { caseMaker } from '../src/2-plan/case-maker.ts';
import { modulusLength } from '../src/core/windows/lengths.ts';
import { sessionKeyFor, validBlock, type CallOptions, type BlockToSend } from '../src/steps/block-to-send.ts';
import { contractBound, sizeBelowBound, longestMessage } from '../src/2-plan/lengths.ts';
import { opmParameters } from '../src/2-plan/opm-parameters.ts';
import type { DraftCase, PlanContext, PlanLevel, Property } from '../src/2-plan/property.ts';
import { placements } from '../src/core/protocol/adapter.ts';
import type { Finish, OaepBlock } from '../src/ciphertexts/block.ts';
import { requests } from './channel-requests.ts';
import { fewerEncodingDefects } from './encoding.ts';
import { integerBlock, plainNumbers } from './rsa.ts';

export const channel: Property = {
  name: 'channel',
  statement:
    'key exchanges of authenticated channels: sizes, defects, devices, places in memory, and what they do to others',
  clauses: ['NCSKE-CH-*', 'NCSKE-OK-10'],
  *cases(context) {
    yield* accepted(context);
    yield* sizes(context);
    yield* defects(context);
    yield* messages(context);
    yield* buffers(context);
    yield* argumentDefects(context);
    yield* requests(context);
    yield* beside(context);
  },
};

function* accepted(context: PlanContext): Generator<DraftCase> {
  const { boundary, defect, relation, block } = caseMaker(context, 'channel/accepted');
  yield* boundary('smoke', 'a valid block on a channel', (draft) =>
    draft.channel('c').negotiateChannel('c', block('one')),
  );
  // Its top bit is clear, so that it is below either modulus.
  yield* defect('gate', "a block made with OPM's certificate, which is not the channel's", (draft) =>
    draft
      .requireCertificates('apart')
      .channel('c')
      .negotiateChannel('c', {
        block: {
          ...oaepBlock('channel/apart', sessionKeyFor('channel/apart'), 'opm'),
          until: 'c-top-bit-clear',
        },
        declares: { encoding: 'public-key' },
      }),
  );
  for (const [what, M] of [
    ['all 00', '00'.repeat(16)],
    ['that begins with 00 01', `0001${deterministicBytes('channel/accepted', 14)}`],
  ] as const) {
    yield* boundary('gate', `a valid block on a channel, with a key ${what}`, (draft) =>
      draft.channel('c').negotiateChannel('c', validBlock(`channel/accepted/${what}`, M)),
    );
  }
  for (const until of ['c-leading-zero', 'em-second-byte-zero'] as const) {
    const label = `channel/accepted/${until}`;
    yield* boundary('full', `a valid block on a channel: ${until}`, (draft) =>
      draft
        .channel('c')
        .negotiateChannel('c', { block: { ...oaepBlock(label, sessionKeyFor(label)), until }, declares: {} }),
    );
  }
  yield* relation('gate', 'the same valid block on two channels', (draft) =>
    draft
      .channel('c')
      .negotiateChannel('c', block('twice'))
      .channel('e')
      .negotiateChannel('e', { block: { form: 'same-as', step: 1 }, declares: {} }),
  );
}

function* sizes(context: PlanContext): Generator<DraftCase> {
  const { boundary } = caseMaker(context, 'channel/sizes');
  const bound = contractBound(context, 'size');
  const of = (
    level: PlanLevel,
    what: string,
    data: BlockToSend,
    options: CallOptions = {},
  ): Iterable<DraftCase> =>
    boundary(level, `${what}, on a channel`, (draft) =>
      draft.channel('c').negotiateChannel('c', data, options),
    );
  const finished = (label: string, ...finish: readonly Finish[]): BlockToSend => ({
    block: { ...(validBlock(`channel/sizes/${label}`).block as OaepBlock), finish },
    declares: {},
  });
  for (const n of new Set([0, 1, 16, 40, 128, sizeBelowBound(context)])) {
    const level = n === 0 || n === sizeBelowBound(context) ? 'smoke' : 'gate';
    yield* of(
      level,
      `DataSize ${n}, with a whole valid block in the buffer`,
      validBlock(`channel/sizes/there/${n}`),
      {
        DataSize: n,
      },
    );
  }
  for (const n of [1, modulusLength - 1]) {
    yield* of(
      'gate',
      `the first ${n} bytes of a valid block`,
      finished(`front/${n}`, { op: 'truncate', to: n }),
    );
  }
  for (const n of [bound + 1, 2 * bound, 0x10000 + bound]) {
    if (n <= modulusLength) continue;
    const level = n === bound + 1 ? 'smoke' : 'gate';
    yield* of(
      level,
      `${n} bytes: a valid block over and over`,
      finished(`over/${n}`, { op: 'repeat', to: n }),
    );
  }
  for (const n of [2 * bound, 0x10000 + bound, 0x80000000 + bound, 0xffffffff]) {
    const what = `DataSize ${n}, with a valid block before an inaccessible page`;
    yield* of('gate', what, validBlock(`channel/sizes/claimed/${n}`), { DataSize: n, buffer: 'guard-after' });
  }
}

/** One of each kind at gate; every place of every field at full. */
function* defects(context: PlanContext): Generator<DraftCase> {
  const maker = caseMaker(context, 'channel/defects');
  const smoke = new Set(['y-01', 'ps-last', 'pkcs1-type-2']);
  const representative = new Set(blockDefects(context).map((one) => one.name));
  for (const defect of [...fewerEncodingDefects(context, 16), plusModulusDefect('smoke')]) {
    const level = smoke.has(defect.name)
      ? 'smoke'
      : representative.has(defect.name)
        ? 'gate'
        : gateOrLater(defect.name);
    const label = `channel/defects/${defect.name}`;
    yield* maker.defect(level, `${defect.what}, on a channel`, (draft) =>
      draft.channel('c').negotiateChannel('c', applyDefect(defect, oaepBlock(label, sessionKeyFor(label)))),
    );
  }
  for (const one of plainNumbers) {
    const level = one.level === 'smoke' ? 'gate' : 'full';
    yield* maker[one.kind](level, `the number ${one.value} as ciphertext, on a channel`, (draft) =>
      draft.channel('c').negotiateChannel('c', integerBlock(one)),
    );
  }
}

const alsoAtGate = new Set([
  'lhash-0-ff',
  'lhash-20-ff',
  'lhash-zero',
  'lhash-xor-ends',
  'ps-0-ff',
  'separator-00',
]);

function gateOrLater(name: string): PlanLevel {
  return alsoAtGate.has(name) ? 'gate' : 'full';
}

function* messages(context: PlanContext): Generator<DraftCase> {
  const { boundary } = caseMaker(context, 'channel/messages');
  const key = contractBound(context, 'message');
  const longest = longestMessage(context);
  const gate = [0, key - 1, key + 1, 2 * key, contractBound(context, 'opmMessage'), longest];
  for (let n = 0; n <= longest; n += 1) {
    if (n === key) continue;
    yield* boundary(gate.includes(n) ? 'gate' : 'full', `a message of ${n} bytes, on a channel`, (draft) =>
      draft
        .channel('c')
        .negotiateChannel(
          'c',
          validBlock(`channel/messages/${n}`, deterministicBytes(`channel/messages/${n}`, n)),
        ),
    );
  }
}

function* buffers(context: PlanContext): Generator<DraftCase> {
  const { boundary, block, withDefect } = caseMaker(context, 'channel/buffers');
  const [, lhash] = blockDefects(context).map(fromBlockDefect);
  for (const buffer of placements) {
    yield* boundary('gate', `a valid block, ${buffer}, on a channel`, (draft) =>
      draft.channel('c').negotiateChannel('c', block(buffer), { buffer }),
    );
    if (lhash === undefined) continue;
    yield* boundary('gate', `${lhash.what}, ${buffer}, on a channel`, (draft) =>
      draft.channel('c').negotiateChannel('c', withDefect(lhash, buffer), { buffer }),
    );
  }
  for (const to of [0, 1, 128, modulusLength - 1]) {
    const data: BlockToSend = {
      block: { ...(block(`front/${to}`).block as OaepBlock), finish: [{ op: 'truncate', to }] },
      declares: {},
    };
    yield* boundary('gate', `the first ${to} bytes of a valid block, guard-after, on a channel`, (draft) =>
      draft.channel('c').negotiateChannel('c', data, { buffer: 'guard-after' }),
    );
  }
}

/** The device and the pointer. */
function* argumentDefects(context: PlanContext): Generator<DraftCase> {
  const { defect, block } = caseMaker(context, 'channel/arguments');
  yield* defect('smoke', 'a valid block with the hDevice of another device, on a channel', (draft) =>
    draft.channel('c').negotiateChannel('c', block('device'), { device: 'd1' }),
  );
  yield* defect('gate', 'hDevice of a device whose own channel has a key', (draft) =>
    draft
      .channel('c')
      .channel('e', 'd1')
      .negotiateChannel('e', block('device/e'))
      .negotiateChannel('c', block('device/c'), { device: 'd1' }),
  );
  yield* defect('gate', 'pData null, on a channel', (draft) =>
    draft.channel('c').negotiateChannel('c', null),
  );
}

/** Keys of channels, sessions and outputs belong to them alone. */
function* beside(context: PlanContext): Generator<DraftCase> {
  const { sequence, block, withDefect } = caseMaker(context, 'channel/beside');
  const [y, lhash] = blockDefects(context).map(fromBlockDefect);
  const bad = (defect: CallDefect | undefined, name: string): BlockToSend | null =>
    defect === undefined ? block(name) : withDefect(defect, name);
  yield* sequence('smoke', 'a valid block on a channel, while a session has a key', (draft) =>
    draft.session().negotiate('s', block('session')).channel('c').negotiateChannel('c', block('channel')),
  );
  yield* sequence('gate', 'a valid block on a session, while a channel has a key', (draft) =>
    draft.channel('c').negotiateChannel('c', block('first')).session().negotiate('s', block('second')),
  );
  yield* sequence('gate', 'a refused block on a channel, while a session has a key', (draft) =>
    draft
      .session()
      .negotiate('s', block('keyed'))
      .channel('c')
      .negotiateChannel('c', bad(lhash, 'refused'))
      .readCertificate(),
  );
  yield* sequence('gate', 'a refused block on a session, while a channel has a key', (draft) =>
    draft.channel('c').negotiateChannel('c', block('keyed/c')).session().negotiate('s', bad(y, 'refused/s')),
  );
  yield* sequence('gate', 'two channels, a key each', (draft) =>
    draft
      .channel('c')
      .channel('e')
      .negotiateChannel('c', block('two/c'))
      .negotiateChannel('e', block('two/e')),
  );
  yield* sequence('gate', 'a new channel after one with a key was destroyed', (draft) =>
    draft
      .channel('e')
      .negotiateChannel('e', block('gone'))
      .destroyChannel('e')
      .channel('c')
      .negotiateChannel('c', bad(lhash, 'after')),
  );
  yield* sequence('gate', 'a valid block on a channel, while an output has a key', (draft) =>
    draft
      .output()
      .randomNumber('o')
      .setSigningKey('o', opmParameters('channel/beside/output'))
      .channel('c')
      .negotiateChannel('c', block('output'))
      .information('o'),
  );
  yield* sequence('gate', 'the certificate for channels read before and after a valid block', (draft) =>
    draft
      .readCertificate('d0', 'channel')
      .channel('c')
      .negotiateChannel('c', block('certificate'))
      .readCertificate('d0', 'channel'),
  );
}
