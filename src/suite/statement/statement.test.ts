import { createHash, generateKeyPairSync } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  contract,
  emulatorWith,
  fault,
  freshFolder,
  runOn,
  written,
  type Ran,
} from '../gate.test-support.ts';
import { canonicalJson } from '../../core/canonical.ts';
import { complaints, schema } from '../../5-report/read-back.test-support.ts';
import { readReportFolder, type ReportFolder } from '../../gate/report-folder.ts';
import { contradictions } from './consistency.ts';
import {
  isSignedBy,
  keyIdOf,
  parseEnvelope,
  preAuthenticationEncoding,
  seal,
  type Envelope,
} from './dsse.ts';
import { readPrivateKey, readPublicKey } from './signing-key.ts';
import { expectStatable, fileSha256, payloadType, statedFiles, statementOn } from './statement.ts';
import type { DriverFile } from './predicate.ts';
import { verifyStatement } from './verify-statement.ts';

const key = generateKeyPairSync('ed25519');
const driverFile: DriverFile = {
  sha256: createHash('sha256').update('the bytes of a driver').digest('hex'),
  by: 'file',
};

let folder: string;
let faulty: Ran;
let path: string;
let envelope: Envelope;

function stated(at: string, file: DriverFile | null = driverFile): Envelope {
  const files = new Map(statedFiles.map((name) => [name, fileSha256(join(at, name))]));
  const statement = statementOn(readReportFolder(at), files, file);
  return seal(payloadType, Buffer.from(canonicalJson(statement)), key);
}

beforeAll(async () => {
  folder = await freshFolder();
  faulty = await runOn(emulatorWith(await fault('size-one-above')));
  path = join(folder, 'faulty');
  await written(path, faulty);
  envelope = stated(path);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let copies = 0;
/** A copy of the report in which a file reads otherwise. */
function altered(name: string, change: (text: string) => string): string {
  copies += 1;
  const copy = join(folder, `copy-${copies}`);
  cpSync(path, copy, { recursive: true });
  const before = readFileSync(join(copy, name), 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(join(copy, name), after);
  return copy;
}

it('is a statement by its schema', () => {
  const validate = schema('statement');
  for (const file of [driverFile, null]) {
    const statement: unknown = JSON.parse(Buffer.from(stated(path, file).payload, 'base64').toString('utf8'));
    expect(complaints(validate, statement)).toEqual([]);
    expect(complaints(validate, { ...(statement as object), predicateType: 'x' })).not.toEqual([]);
  }
});

describe('the envelope', () => {
  it('signs what DSSE says', () => {
    // The example of the protocol's own description.
    const encoded = preAuthenticationEncoding('http://example.com/HelloWorld', Buffer.from('hello world'));
    expect(encoded.toString()).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world');
    expect(preAuthenticationEncoding('ü', Buffer.alloc(0)).toString()).toBe('DSSEv1 2 ü 0 ');
  });

  it('is the same again, and another key does not fit it', () => {
    expect(stated(path)).toEqual(envelope);
    expect(isSignedBy(envelope, key.publicKey)).toBe(true);
    expect(isSignedBy(envelope, generateKeyPairSync('ed25519').publicKey)).toBe(false);
    expect(isSignedBy({ ...envelope, payloadType: 'text/plain' }, key.publicKey)).toBe(false);
    expect(isSignedBy({ ...envelope, signatures: [{ sig: '' }] }, key.publicKey)).toBe(false);
    expect(parseEnvelope('s.json', JSON.stringify(envelope))).toEqual(envelope);
  });

  it.each(['', 'null', '{}', '{"payloadType":"a","payload":"b","signatures":[{}]}'])('is not %j', (text) => {
    expect(() => parseEnvelope('s.json', text)).toThrow(
      expect.objectContaining({ code: 'STATEMENT_UNREADABLE', status: 2 }),
    );
  });
});

describe('keys', () => {
  it('are read from PEM, encrypted ones by their passphrase', () => {
    const file = join(folder, 'key.pem');
    const pem = key.privateKey.export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'secret',
    });
    writeFileSync(file, pem);
    expect(keyIdOf(readPrivateKey(file, 'secret').publicKey)).toBe(keyIdOf(key.publicKey));
    expect(() => readPrivateKey(file, 'wrong')).toThrow(expect.objectContaining({ code: 'STATEMENT_KEY' }));
    writeFileSync(file, key.publicKey.export({ type: 'spki', format: 'pem' }));
    expect(keyIdOf(readPublicKey(file))).toBe(keyIdOf(key.publicKey));
    expect(() => readPrivateKey(file, undefined)).toThrow(
      expect.objectContaining({ code: 'STATEMENT_KEY', hint: expect.stringContaining('openssl genpkey') }),
    );
  });

  it('of another kind are refused', () => {
    const file = join(folder, 'ec.pem');
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    writeFileSync(file, ec.privateKey.export({ type: 'pkcs8', format: 'pem' }));
    expect(() => readPrivateKey(file, undefined)).toThrow(/of type ec/);
  });
});

describe('a statement', () => {
  it('holds against the report it was made on, and the file it was made for', () => {
    const { wrong, notes, statement } = verifyStatement(envelope, key.publicKey, path, driverFile.sha256);
    expect({ wrong, notes }).toEqual({ wrong: [], notes: [] });
    expect(statement?.subject.map(({ name }) => name)).toEqual(['driver', 'report.json', 'verdicts.ndjson']);
    expect(statement?.predicate).toMatchObject({
      contract: { sha256: contract.hash.slice('sha256:'.length) },
      verdict: 'does-not-conform',
      counts: { fail: faulty.report.summary.fail },
      driverFile: { by: 'file' },
    });
    expect(verifyStatement(envelope, key.publicKey, path, undefined).notes).toHaveLength(1);
  });

  it('names the verdict that was altered', () => {
    const failed = faulty.report.findings.find((one) => one.verdict === 'fail')!;
    const copy = altered('verdicts.ndjson', (text) =>
      text
        .split('\n')
        .map((line) => (line.includes(failed.case) ? line.replaceAll('"fail"', '"pass"') : line))
        .join('\n'),
    );
    const { wrong } = verifyStatement(envelope, key.publicKey, copy, driverFile.sha256);
    expect(wrong[0]).toMatch(/^verdicts\.ndjson was altered: expected sha256/);
    expect(wrong.join('\n')).toContain(`verdicts.findings.${failed.case}`);
    expect(wrong.join('\n')).toMatch(/verdicts\.counts\.fail: 2 in the statement, 1 now/);
  });

  it('names what was altered in the report', () => {
    const copy = altered('report.json', (text) => text.replace('"does-not-conform"', '"conforms"'));
    const { wrong } = verifyStatement(envelope, key.publicKey, copy, driverFile.sha256);
    expect(wrong).toHaveLength(2);
    expect(wrong[1]).toBe('report.verdict: "does-not-conform" in the statement, "conforms" now');
  });

  it.each<[string, RegExp, string]>([
    ['the driver', /"version":"0\.1\.0","vendor"/, '"version":"9.9.9","vendor"'],
    ['the profile', /"profile": "opm-sha512"/, '"profile": "oaep-sha1"'],
    ['the level', /"level": "smoke"/, '"level": "full"'],
    ['complete', /"complete": true/, '"complete": false'],
    ['keyOracle', /"keyOracle": \["blits",/, '"keyOracle": ['],
  ])('names what else was altered: %s', (what, from, to) => {
    const copy = altered('report.json', (text) => text.replace(from, to));
    const { wrong } = verifyStatement(envelope, key.publicKey, copy, driverFile.sha256);
    expect(wrong).toHaveLength(2);
    expect(wrong[1]).toMatch(new RegExp(`^report\\.${what.replace('the ', '')}.* in the statement, .* now$`));
  });

  it.each<[string, (text: string) => string]>([
    ['a byte that says nothing', (text) => `${text.slice(0, -1)} \n`],
    ['a line that is no JSON', (text) => `${text}{\n`],
    ['a last line that is cut off', (text) => text.slice(0, -20)],
  ])('sees %s', (_what, change) => {
    const { wrong } = verifyStatement(
      envelope,
      key.publicKey,
      altered('verdicts.ndjson', change),
      driverFile.sha256,
    );
    expect(wrong[0]).toMatch(/^verdicts\.ndjson was altered/);
  });

  it('sees that it was altered itself, and that another key signed it', () => {
    const payload = Buffer.from(envelope.payload, 'base64')
      .toString()
      .replace('does-not-conform', 'conforms');
    const forged = { ...envelope, payload: Buffer.from(payload).toString('base64') };
    expect(verifyStatement(forged, key.publicKey, path, driverFile.sha256).wrong[0]).toMatch(
      /^the signature is not by key/,
    );
    const other = generateKeyPairSync('ed25519').publicKey;
    expect(verifyStatement(envelope, other, path, driverFile.sha256).wrong[0]).toContain(
      `it names key ${keyIdOf(key.publicKey)}`,
    );
    const empty = seal(payloadType, Buffer.from('{}'), key);
    expect(verifyStatement(empty, key.publicKey, path, driverFile.sha256).wrong).toEqual([
      'the payload is no statement of this suite',
    ]);
  });

  it('sees another file of the driver', () => {
    const { wrong } = verifyStatement(envelope, key.publicKey, path, '00');
    expect(wrong).toEqual([expect.stringMatching(/^the driver's file was altered/)]);
    const nameless = stated(path, null);
    expect(verifyStatement(nameless, key.publicKey, path, driverFile.sha256).wrong).toEqual([
      'the statement names no file of the driver',
    ]);
  });
});

describe('what is stated in plain words', () => {
  const remarks = (change: Partial<ReportFolder['report']>, file: DriverFile | null = driverFile): string => {
    const read = readReportFolder(path);
    const one = { ...read, report: { ...read.report, ...change } };
    return statementOn(one, new Map(), file).predicate.remarks.join('\n');
  };

  it('is another profile, a choice of clauses, entries of a baseline, a driver without a file', () => {
    expect(remarks({})).toMatch(/^The driver kexcts emulated driver .* does not conform\.$/m);
    expect(remarks({ profile: 'oaep-sha1', survey: { undocumentedProfile: true } })).toContain(
      'tested with profile oaep-sha1 in place of opm-sha512, which no document supports',
    );
    expect(remarks({ clause: 'NCSKE-ERR-*' })).toContain(
      'Only cases that touch the clauses "NCSKE-ERR-*" were run',
    );
    expect(remarks({ baseline: { entries: [{ id: 'known-1' }], stale: [] } })).toContain(
      'baseline: known-1.',
    );
    expect(remarks({ keyOracle: [] })).toContain('The key in force could not be seen');
    expect(remarks({}, null)).toContain('No file of the driver was hashed');
    expect(remarks({}, { sha256: 'aa', by: 'adapter' })).toContain("the adapter's word");
    expect(remarks({})).not.toMatch(/profile|Only cases|baseline|hash/);
  });
});

describe('nothing is stated', () => {
  const refused = (change: Partial<ReportFolder['report']>) => () => {
    const read = readReportFolder(path);
    expectStatable({ ...read, report: { ...read.report, ...change } });
  };
  const summary = (verdict: 'incomplete' | 'not-applicable') => ({
    summary: { ...faulty.report.summary, verdict, reason: 'because' },
  });

  it('of a run that is incomplete, void, not applicable, cut short, or a shard', () => {
    const none = (words: string) =>
      expect.objectContaining({ code: 'STATEMENT_NONE', status: 3, message: expect.stringContaining(words) });
    expect(refused(summary('incomplete'))).toThrow(none('incomplete (because)'));
    expect(refused(summary('not-applicable'))).toThrow(none('not applicable (because)'));
    expect(refused({ missedCanaries: ['always-ok'] })).toThrow(none('void'));
    expect(refused({ complete: false })).toThrow(none('left out'));
    expect(refused({ shard: { index: 2, count: 3 } })).toThrow(none('shard 2 of 3'));
    expect(refused({})).not.toThrow();
  });

  it('but of a choice of clauses something is', () => {
    const read = readReportFolder(path);
    const [first, ...rest] = read.verdicts;
    const left = { ...first!, verdict: 'skip' as const, clauses: [], reason: '--clause X' };
    const report = { ...read.report, complete: false, clause: 'X' };
    expect(() => expectStatable({ ...read, report, verdicts: [left, ...rest] })).not.toThrow();
    const bailed = { ...left, reason: 'not sent: --bail' };
    expect(() => expectStatable({ ...read, report, verdicts: [bailed, ...rest] })).toThrow(/--bail/);
  });
});

describe('contradictions', () => {
  it('are none in what a run wrote, and are found in what was altered', () => {
    const read = readReportFolder(path);
    expect(contradictions(read, contract)).toEqual([]);
    const fewer = contradictions({ ...read, verdicts: read.verdicts.slice(1) }, contract);
    expect(fewer[0]).toMatch(/^verdicts\.ndjson is of plan sha256:/);
    const summary = { ...read.report.summary, verdict: 'conforms' as const };
    expect(contradictions({ ...read, report: { ...read.report, summary } }, contract)).toEqual([
      'report.json says conforms, verdicts.ndjson comes to does-not-conform',
    ]);
  });
});
