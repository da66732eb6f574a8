// OPM among other objects: requests before and after, outputs beside outputs and sessions, blocks of one side sent to the
// other, under one certificate and under two.
import { blockDefects, oaepBlock, applyDefect } from '../src/2-plan/block-defects.ts';
import { fromBlockDefect } from '../src/2-plan/call-defects.ts';
import { caseMaker } from '../src/2-plan/case-maker.ts';
import { sessionKeyFor, type BlockToSend } from '../src/steps/block-to-send.ts';
import { noDefect } from '../src/2-plan/interaction-factors.ts';
import { opmParametersBlock, opmParameters } from '../src/2-plan/opm-parameters.ts';
import type { DraftCase, PlanContext } from '../src/2-plan/property.ts';

/** Requests carry a sequence number that starts where the parameters said, and a MAC under their key. */
export function* requests(context: PlanContext): Generator<DraftCase> {
  const { sequence } = caseMaker(context, 'opm/requests');
  const keyed = (label: string): BlockToSend => opmParameters(`opm/requests/${label}`);
  yield* sequence('smoke', 'five requests in a row', (draft) => {
    draft.output().randomNumber('o').setSigningKey('o', keyed('five'));
    for (let n = 0; n < 5; n += 1) draft.information('o');
    return draft;
  });
  const defects = {
    omac: 'OMAC, in its last byte',
    'omac-first': 'OMAC, in its first byte',
    'omac-top-bit': 'OMAC, in the top bit of its last byte',
    'omac-middle': 'OMAC, in its ninth and tenth byte alike',
    'omac-of-head': 'OMAC, of its 56 bytes in use alone',
    sequence: 'sequence number',
    'sequence-next': 'sequence number, one too high',
    'sequence-before': 'sequence number, one too low',
    'sequence-bit-16': 'sequence number, in its third byte',
    'sequence-bit-31': 'sequence number, in its top bit',
  } as const;
  for (const [defect, what] of Object.entries(defects) as [keyof typeof defects, string][]) {
    yield* sequence('gate', `a request with a wrong ${what}, then a right one`, (draft) =>
      draft
        .output()
        .randomNumber('o')
        .setSigningKey('o', keyed(defect))
        .information('o', defect)
        .information('o'),
    );
    yield* sequence('gate', `a right request, one with a wrong ${what}, and a right one`, (draft) =>
      draft
        .output()
        .randomNumber('o')
        .setSigningKey('o', keyed(`${defect}/between`))
        .information('o')
        .information('o', defect)
        .information('o'),
    );
  }
  yield* sequence('gate', 'a request before any key was set', (draft) =>
    draft.output().randomNumber('o').information('o'),
  );
  yield* sequence('gate', 'requests on two outputs in turns', (draft) =>
    draft
      .output('o')
      .output('p')
      .randomNumber('o')
      .randomNumber('p')
      .setSigningKey('o', keyed('turns/o'))
      .setSigningKey('p', keyed('turns/p'))
      .information('o')
      .information('p')
      .information('o')
      .information('p'),
  );
}

/** "Only once": what a second call does is open, but not what it does to others. */
export function* repeatedParameters(context: PlanContext): Generator<DraftCase> {
  const { sequence, defect: make } = caseMaker(context, 'opm/again');
  const of = (name: string): BlockToSend => opmParameters(`opm/again/${name}`);
  const [, lhash] = blockDefects(context);
  yield* sequence('gate', 'parameters set twice on one output', (draft) =>
    draft
      .output()
      .randomNumber('o')
      .setSigningKey('o', of('twice/1'))
      .information('o')
      .setSigningKey('o', of('twice/2')),
  );
  yield* make('smoke', 'parameters that were made for another output', (draft) =>
    draft
      .output('o')
      .output('p')
      .randomNumber('o')
      .randomNumber('p')
      .setSigningKey('o', of('moved'))
      .setSigningKey('p', { block: { form: 'same-as', step: 4 }, declares: { random: 'differs' } }),
  );
  yield* make('gate', 'parameters of an output that was destroyed, on a new one', (draft) =>
    draft
      .output('o')
      .randomNumber('o')
      .setSigningKey('o', of('gone'))
      .destroyOutput('o')
      .output('p')
      .randomNumber('p')
      .setSigningKey('p', { block: { form: 'same-as', step: 2 }, declares: { random: 'differs' } }),
  );
  yield* sequence('gate', 'a new output after one with a key was destroyed', (draft) =>
    draft
      .output('o')
      .randomNumber('o')
      .setSigningKey('o', of('after/o'))
      .destroyOutput('o')
      .output('p')
      .randomNumber('p')
      .setSigningKey('p', of('after/p'))
      .information('p'),
  );
  if (lhash === undefined) return;
  yield* sequence('gate', 'refused parameters, then valid ones on the same output', (draft) =>
    draft
      .output()
      .randomNumber('o')
      .setSigningKey('o', applyDefect(lhash, opmParametersBlock('opm/again/refused')))
      .setSigningKey('o', of('then')),
  );
}

/** Keys of outputs and sessions belong to them alone. */
export function* outputsAndSessions(context: PlanContext): Generator<DraftCase> {
  const { sequence, block, withDefect } = caseMaker(context, 'opm/objects');
  const of = (name: string): BlockToSend => opmParameters(`opm/objects/${name}`);
  const [y = noDefect, lhash = noDefect] = blockDefects(context).map(fromBlockDefect);
  const bad = (name: string): BlockToSend => {
    const data = lhash.data(opmParametersBlock(`opm/objects/${name}`));
    return data ?? of(name);
  };
  yield* sequence('smoke', 'two outputs, a key each', (draft) =>
    draft
      .output('p')
      .randomNumber('p')
      .setSigningKey('p', of('two/p'))
      .output('o')
      .randomNumber('o')
      .setSigningKey('o', of('two/o'))
      .information('p'),
  );
  yield* sequence('gate', 'refused parameters, while another output has a key', (draft) =>
    draft
      .output('p')
      .randomNumber('p')
      .setSigningKey('p', of('refused/p'))
      .output('o')
      .randomNumber('o')
      .setSigningKey('o', bad('refused/o'))
      .information('p'),
  );
  yield* sequence('smoke', 'parameters, while a session has a key', (draft) =>
    draft
      .session()
      .negotiate('s', block('session/s'))
      .output()
      .randomNumber('o')
      .setSigningKey('o', of('session/o')),
  );
  yield* sequence('gate', 'refused parameters, while a session has a key', (draft) =>
    draft
      .session()
      .negotiate('s', block('session-refused/s'))
      .output()
      .randomNumber('o')
      .setSigningKey('o', bad('session-refused/o')),
  );
  yield* sequence('smoke', 'a valid block on a session, while an output has a key', (draft) =>
    draft
      .output()
      .randomNumber('o')
      .setSigningKey('o', of('output/o'))
      .session()
      .negotiate('s', block('output/s'))
      .information('o'),
  );
  yield* sequence('gate', 'a refused block on a session, while an output has a key', (draft) =>
    draft
      .output()
      .randomNumber('o')
      .setSigningKey('o', of('output-refused/o'))
      .session()
      .negotiate('s', withDefect(y, 'output-refused/s'))
      .information('o'),
  );
  yield* sequence(
    'gate',
    'parameters for an output with a random number read before a session got its key',
    (draft) =>
      draft
        .output()
        .randomNumber('o')
        .session()
        .negotiate('s', block('crossed/s'))
        .setSigningKey('o', of('crossed/o'))
        .information('o'),
  );
  yield* sequence('gate', 'an output destroyed, while a session and another output have keys', (draft) =>
    draft
      .session()
      .negotiate('s', block('destroyed/s'))
      .output('p')
      .randomNumber('p')
      .setSigningKey('p', of('destroyed/p'))
      .output('o')
      .randomNumber('o')
      .setSigningKey('o', of('destroyed/o'))
      .destroyOutput('o')
      .information('p')
      .readCertificate(),
  );
  yield* sequence('gate', 'a session with a key destroyed, while an output has one', (draft) =>
    draft
      .output()
      .randomNumber('o')
      .setSigningKey('o', of('session-destroyed/o'))
      .session()
      .negotiate('s', block('session-destroyed/s'))
      .destroySession('s')
      .information('o')
      .information('o'),
  );
  yield* sequence('gate', "OPM's certificate read after an output got its key", (draft) =>
    draft.output().randomNumber('o').setSigningKey('o', of('certificate')).opmCertificate().information('o'),
  );
  yield* sequence('gate', 'random numbers of eight outputs', (draft) => {
    for (let n = 1; n <= 8; n += 1) draft.output(`o${n}`).randomNumber(`o${n}`);
    return draft;
  });
  yield* sequence('gate', 'random numbers of four outputs, one after the other', (draft) => {
    for (let n = 1; n <= 4; n += 1) draft.output(`o${n}`).randomNumber(`o${n}`).destroyOutput(`o${n}`);
    return draft;
  });
}

/** Under one certificate each side decrypts the other's blocks, and refuses what is in them where it does not fit. */
export function* certificatesOfBothSides(context: PlanContext): Generator<DraftCase> {
  const { sequence, defect, precedence, withDefect } = caseMaker(context, 'opm/certificates');
  const foreign = (label: string, key: 'opm' | 'crypto-session'): BlockToSend => ({
    block: oaepBlock(label, sessionKeyFor(label), key),
    declares: {},
  });
  yield* sequence('smoke', "a valid block made with OPM's certificate, which is the session's", (draft) =>
    draft.requireCertificates('shared').session().negotiate('s', foreign('opm/shared/session', 'opm')),
  );
  yield* sequence('smoke', "parameters made with the session's certificate, which is OPM's", (draft) =>
    draft
      .requireCertificates('shared')
      .output()
      .randomNumber('o')
      .setSigningKey('o', {
        block: { ...opmParametersBlock('opm/shared/output'), key: 'crypto-session' },
        declares: {},
      })
      .information('o'),
  );
  // A key alone is too short for parameters, and has no random number in front.
  yield* precedence(
    'gate',
    "a session's block, under the certificate that is also OPM's, to an output",
    (draft) =>
      draft
        .requireCertificates('shared')
        .output()
        .randomNumber('o')
        .setSigningKey('o', {
          ...foreign('opm/shared/key-to-output', 'crypto-session'),
          declares: { random: 'differs' },
        }),
  );
  yield* defect(
    'gate',
    "an output's parameters, under the certificate that is also the session's, to a session",
    (draft) =>
      draft
        .requireCertificates('shared')
        .output()
        .randomNumber('o')
        .setSigningKey('o', opmParameters('opm/shared/to-session'))
        .session()
        .negotiate('s', { block: { form: 'same-as', step: 2 }, declares: { encryptedFor: 'shared' } }),
  );
  const others = [...blockDefects(context).map(fromBlockDefect)].filter(
    (one) => one.sets['encoding'] !== 'public-key',
  );
  for (const one of others) {
    const label = `opm/shared/${one.name}`;
    const data = one.data(oaepBlock(label, sessionKeyFor(label), 'opm'));
    const title = `${one.what}, made with OPM's certificate, which is the session's`;
    yield* defect('full', title, (draft) =>
      draft.requireCertificates('shared').session().negotiate('s', data),
    );
  }
  // With certificates of their own, what is made for the other is made for an unrelated key; its top bit is clear, so that it is
  // below either modulus.
  const unrelatedKey = { until: 'c-top-bit-clear' } as const;
  const publicKey = { encoding: 'public-key', encryptedFor: 'own' };
  yield* defect('smoke', "a block made with OPM's certificate, which is not the session's", (draft) =>
    draft
      .requireCertificates('apart')
      .session()
      .negotiate('s', {
        block: {
          ...oaepBlock('opm/apart/session', sessionKeyFor('opm/apart/session'), 'opm'),
          ...unrelatedKey,
        },
        declares: publicKey,
      }),
  );
  yield* defect('smoke', "parameters made with the session's certificate, which is not OPM's", (draft) =>
    draft
      .requireCertificates('apart')
      .output()
      .randomNumber('o')
      .setSigningKey('o', {
        block: { ...opmParametersBlock('opm/apart/output'), key: 'crypto-session', ...unrelatedKey },
        declares: publicKey,
      }),
  );
  yield* sequence('gate', 'a key on a session and on an output, under certificates of their own', (draft) =>
    draft
      .requireCertificates('apart')
      .session()
      .negotiate('s', withDefect(noDefect, 'apart/s'))
      .output()
      .randomNumber('o')
      .setSigningKey('o', opmParameters('opm/apart/both'))
      .information('o'),
  );
}
