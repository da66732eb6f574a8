// The certificate: a chain whose leaf holds an RSA-2048 key, the same bytes at every read, and reading it changes nothing.
import { caseMaker } from '../src/2-plan/case-maker.ts';
import type { DraftCase, PlanContext, Property } from '../src/2-plan/property.ts';

export const certificate: Property = {
  name: 'certificate',
  statement: 'certificates read before, between and after key exchanges, on several devices',
  clauses: [
    'NCSKE-CERT-1',
    'NCSKE-CERT-2',
    'NCSKE-CERT-3',
    'NCSKE-CERT-5',
    'NCSKE-CERT-6',
    'NCSKE-CERT-8',
    'NCSKE-OK-9',
    'NCSKE-OK-10',
    'NCSKE-OPM-33',
  ],
  *cases(context) {
    yield* reads(context);
    yield* aroundExchanges(context);
    yield* besideOpm(context);
  },
};

function* reads(context: PlanContext): Generator<DraftCase> {
  const { relation } = caseMaker(context, 'certificate/reads');
  yield* relation('smoke', 'the certificate read twice on one device', (draft) =>
    draft.readCertificate().readCertificate(),
  );
  yield* relation('gate', 'the certificate read ten times on one device', (draft) => {
    for (let n = 0; n < 10; n += 1) draft.readCertificate();
    return draft;
  });
  yield* relation('gate', 'the certificate read on two devices in turns', (draft) =>
    draft.readCertificate('d0').readCertificate('d1').readCertificate('d0').readCertificate('d1'),
  );
  yield* relation('gate', 'the certificate read twice on a new device', (draft) =>
    draft.device('d2').readCertificate('d2').readCertificate('d2'),
  );
  yield* relation(
    'gate',
    'the certificate read before another device is made, and after it is destroyed',
    (draft) => draft.readCertificate().device('d2').destroyDevice('d2').readCertificate(),
  );
  yield* relation('gate', 'the certificate read before, beside and after a session', (draft) =>
    draft.readCertificate().session().readCertificate().destroySession('s').readCertificate(),
  );
  yield* relation(
    'gate',
    'the certificate for channels, read between reads of the one for sessions',
    (draft) =>
      draft
        .readCertificate()
        .readCertificate('d0', 'channel')
        .readCertificate()
        .readCertificate('d0', 'channel'),
  );
}

function* aroundExchanges(context: PlanContext): Generator<DraftCase> {
  const { sequence, block } = caseMaker(context, 'certificate/around');
  yield* sequence('smoke', 'the certificate read after a valid block: the key stays', (draft) =>
    draft.session().negotiate('s', block('after')).readCertificate(),
  );
  yield* sequence('gate', 'the certificate read between session and valid block', (draft) =>
    draft.session().readCertificate().negotiate('s', block('between')),
  );
  yield* sequence('gate', 'the certificate read between two valid blocks on two sessions', (draft) =>
    draft
      .session('s')
      .session('t')
      .negotiate('s', block('two/s'))
      .readCertificate()
      .negotiate('t', block('two/t'))
      .readCertificate(),
  );
  yield* sequence('gate', 'the certificate read in the middle of a refresh', (draft) =>
    draft.session().negotiate('s', block('refresh')).startRefresh('s').readCertificate().finishRefresh('s'),
  );
  yield* sequence('gate', 'the certificate of another device read after a valid block', (draft) =>
    draft.session().negotiate('s', block('other')).readCertificate('d1'),
  );
  yield* sequence(
    'gate',
    'a new device: its certificate read, a valid block, its certificate again',
    (draft) =>
      draft
        .device('d2')
        .readCertificate('d2')
        .session('s', { device: 'd2' })
        .negotiate('s', block('new'))
        .readCertificate('d2'),
  );
  yield* sequence('gate', 'a valid block, and the certificate read for the first time behind it', (draft) =>
    draft.device('d2').session('s', { device: 'd2' }).negotiate('s', block('late')).readCertificate('d2'),
  );
}

/** One certificate may serve both; each side reads it with calls of its own. */
function* besideOpm(context: PlanContext): Generator<DraftCase> {
  const { relation, sequence, block } = caseMaker(context, 'certificate/opm');
  yield* relation('smoke', "OPM's certificate and the session's", (draft) =>
    draft.opmCertificate().readCertificate(),
  );
  yield* relation('gate', "OPM's certificate read three times", (draft) =>
    draft.opmCertificate().opmCertificate().opmCertificate(),
  );
  yield* relation('gate', "OPM's certificate with a buffer one byte too small, then one that fits", (draft) =>
    draft.opmCertificate(-1).opmCertificate(),
  );
  yield* relation('gate', "OPM's certificate with a buffer 100 bytes too small", (draft) =>
    draft.opmCertificate(-100),
  );
  yield* sequence('gate', "OPM's certificate read after a valid block on a session: the key stays", (draft) =>
    draft.session().negotiate('s', block('after')).opmCertificate(),
  );
}
