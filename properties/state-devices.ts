// Sessions of several devices, and sessions that were created in other ways.
import { blockDefects } from '../src/2-plan/block-defects.ts';
import { fromBlockDefect } from '../src/2-plan/call-defects.ts';
import { caseMaker } from '../src/2-plan/case-maker.ts';
import { sessionKeyFor, validBlock } from '../src/steps/block-to-send.ts';
import { opmParameters } from '../src/2-plan/opm-parameters.ts';
import type { DraftCase, PlanContext } from '../src/2-plan/property.ts';

export function* devices(context: PlanContext): Generator<DraftCase> {
  const { sequence, block, withDefect } = caseMaker(context, 'state/devices');
  const defects = blockDefects(context).slice(0, 3).map(fromBlockDefect);
  yield* sequence('smoke', 'a session on a new device whose certificate was never read', (draft) =>
    draft.device('d2').session('s', { device: 'd2' }).negotiate('s', block('never')),
  );
  yield* sequence('gate', 'two sessions on a new device whose certificate was never read', (draft) =>
    draft
      .device('d2')
      .session('s', { device: 'd2' })
      .session('t', { device: 'd2' })
      .negotiate('s', block('never/s'))
      .negotiate('t', block('never/t')),
  );
  yield* sequence('smoke', 'sessions of two devices, a key each', (draft) =>
    draft
      .session('s')
      .session('t', { device: 'd1' })
      .negotiate('s', block('two/s'))
      .negotiate('t', block('two/t')),
  );
  for (const defect of defects) {
    const what = `${defect.what}, while a session of another device has a key`;
    yield* sequence('gate', what, (draft) =>
      draft
        .session('t', { device: 'd1' })
        .negotiate('t', block(`keyed/${defect.name}`))
        .session('s')
        .negotiate('s', withDefect(defect, 'beside')),
    );
    yield* sequence('gate', `${defect.what}, on a new device whose certificate was never read`, (draft) =>
      draft.device('d2').session('s', { device: 'd2' }).negotiate('s', withDefect(defect, 'never')),
    );
  }
  yield* sequence('gate', 'a new device after one with a session was destroyed', (draft) =>
    draft
      .readCertificate()
      .device('d2')
      .readCertificate('d2')
      .session('t', { device: 'd2' })
      .negotiate('t', block('gone/t'))
      .destroySession('t')
      .destroyDevice('d2')
      .readCertificate()
      .device('d3')
      .readCertificate('d3')
      .session('s', { device: 'd3' })
      .negotiate('s', block('gone/s')),
  );
  yield* sequence('gate', 'a key on a session, while another device is made and destroyed', (draft) =>
    draft
      .readCertificate()
      .session('s')
      .negotiate('s', block('stays'))
      .device('d2')
      .destroyDevice('d2')
      .readCertificate(),
  );
  yield* sequence('gate', 'one key on three sessions of two devices, of which two are destroyed', (draft) => {
    const M = sessionKeyFor('state/devices/one-key');
    draft.session('s').session('t', { device: 'd1' }).session('u');
    for (const name of ['s', 't', 'u']) draft.negotiate(name, validBlock(`state/devices/one-key/${name}`, M));
    return draft.destroySession('t').destroySession('u').readCertificate();
  });
  yield* sequence('gate', 'a refresh on a session; in its middle another session is made', (draft) =>
    draft.session('s').negotiate('s', block('middle')).startRefresh('s').session('t').finishRefresh('s'),
  );
  yield* sequence('gate', 'a refresh on a session; in its middle another session is destroyed', (draft) =>
    draft
      .session('s')
      .session('t')
      .negotiate('s', block('middle/s'))
      .negotiate('t', block('middle/t'))
      .startRefresh('s')
      .destroySession('t')
      .finishRefresh('s'),
  );
  yield* sequence('gate', 'a key on a channel, while another device is made and destroyed', (draft) =>
    draft
      .readCertificate()
      .channel('c')
      .negotiateChannel('c', block('stays/c'))
      .device('d2')
      .destroyDevice('d2')
      .readCertificate(),
  );
  yield* sequence('gate', 'a key on an output, while another device is made and destroyed', (draft) =>
    draft
      .readCertificate()
      .output()
      .randomNumber('o')
      .setSigningKey('o', opmParameters('state/devices/output'))
      .device('d2')
      .destroyDevice('d2')
      .information('o')
      .readCertificate(),
  );
}

export function* profiles(context: PlanContext): Generator<DraftCase> {
  const { sequence, block } = caseMaker(context, 'state/profiles');
  yield* sequence('smoke', 'a valid block on a session with a decode profile', (draft) =>
    draft.session('s', { decodeProfile: 'supported' }).negotiate('s', block('supported')),
  );
  yield* sequence('gate', 'a session with a decode profile beside one without', (draft) =>
    draft
      .session('s', { decodeProfile: 'supported' })
      .session('t')
      .negotiate('s', block('both/s'))
      .negotiate('t', block('both/t')),
  );
  yield* sequence('gate', 'a second session with a decode profile, after the first has its key', (draft) =>
    draft
      .session('s', { decodeProfile: 'supported' })
      .negotiate('s', block('same/s'))
      .session('t', { decodeProfile: 'supported' })
      .negotiate('t', block('same/t')),
  );
  yield* sequence('gate', 'a valid block while a session with HW_PROTECTION is there', (draft) =>
    draft.session('h', { keyExchange: 'hw-protection' }).session('s').negotiate('s', block('hardware')),
  );
}
