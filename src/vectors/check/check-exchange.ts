// One vector of an exchange, compared with what its own bytes are, with the rules of the contract and with WebCrypto.
import { lengthValue, lengthVariables } from '../../ciphertexts/open/bounds.ts';
import type { OaepParameters } from '../../ciphertexts/open/other-encodings.ts';
import type { PrivateKey } from '../../ciphertexts/open/private-key.ts';
import type { ExchangeGroup, ExchangeVector } from '../format.ts';
import { findPlaintext, sentBlock } from './find-plaintext.ts';
import type { IndependentRules } from './independent-rules.ts';
import { caseIdOf } from './recipe-hash.ts';
import { WebcryptoDecryption } from './webcrypto-decryption.ts';

/** What all vectors of a group are checked with. */
export interface ExchangeCheck {
  readonly group: ExchangeGroup;
  readonly key: PrivateKey;
  readonly profile: OaepParameters;
  readonly rules: IndependentRules;
  readonly webcrypto: WebcryptoDecryption;
}

export interface ExchangeProblems {
  readonly problems: readonly string[];
  /** What opened the ciphertext: WebCrypto and the classifier, or the classifier alone. */
  readonly by: 'webcrypto' | 'proof';
}

/** Checks one vector. */
export async function checkExchange(check: ExchangeCheck, vector: ExchangeVector): Promise<ExchangeProblems> {
  const { group, key, profile, rules } = check;
  const problems: string[] = [];
  const expect = (holds: boolean, problem: string): void => {
    if (!holds) problems.push(problem);
  };
  const { dataSize, ct, msg } = vector;
  const caseId = caseIdOf(vector.recipe);
  expect(caseId === vector.case, `its case should be ${caseId}`);
  expect(
    (dataSize === undefined) === (group.type === 'OpmKeyExchange'),
    'only vectors of OPM have no dataSize',
  );
  const { M, point: found, detail = '' } = findPlaintext(vector, key, profile, rules.variables);
  const size = lengthValue(lengthVariables({ points: rules.variables }).size, dataSize ?? ct.length / 2);
  const point = rules.abnormalVariables(group.call, { ...found, size, ...bufferVariable(vector) });
  expect(
    sameMembers(point, vector.point),
    `its point should be ${JSON.stringify(point)} ${detail}`.trimEnd(),
  );
  // Bytes of another length must contain a block, or be a part of one.
  const isFound = M !== undefined || ct.length / 2 === key.modulusBytes;
  expect(isFound && M?.toString('hex') === msg, `msg should be ${M?.toString('hex') ?? 'absent'}`);
  problems.push(...checkExpected(check, vector), ...checkKeys(check, vector), ...checkDefect(check, vector));
  const byWebcrypto = await checkByWebcrypto(check, vector);
  problems.push(...(byWebcrypto ?? []));
  return { problems, by: byWebcrypto === undefined ? 'proof' : 'webcrypto' };
}

function sameMembers(a: object, b: object): boolean {
  const text = (one: object): string => JSON.stringify(Object.entries(one).sort());
  return text(a) === text(b);
}

function bufferVariable({ buffer, dataSize, ct }: ExchangeVector): Record<string, string> {
  if (buffer === undefined) return {};
  return { buffer: (dataSize ?? 0) > ct.length / 2 ? 'guard-short' : buffer };
}

/** Result, codes and clauses, by the rules. */
function checkExpected({ group, rules }: ExchangeCheck, vector: ExchangeVector): string[] {
  const problems: string[] = [];
  const { call } = group;
  const { point, allowed, clauses } = vector;
  for (const [name, listed, strict] of [
    ['must', allowed.must, false],
    ['should', allowed.should, true],
  ] as const) {
    const [code] = rules.disagreements(call, point, strict, listed);
    if (code !== undefined)
      problems.push(`allowed.${name} is wrong about 0x${code.toString(16).padStart(8, '0')}`);
  }
  const codes = rules.testedCodes.filter((code) => rules.allows(call, point, false, code));
  const succeeds = codes.some((code) => code < 0x80000000);
  const fails = codes.some((code) => code >= 0x80000000);
  const result = succeeds && fails ? 'acceptable' : succeeds ? 'valid' : 'invalid';
  if (result !== vector.result) problems.push(`its result should be ${result}`);
  const rows = rules.rowsAt(call, point);
  const ids = new Set(rows.map((row) => row.id));
  for (const clause of clauses) if (!ids.has(clause)) problems.push(`clause ${clause} does not apply to it`);
  const causes = rows.filter((row) => row.kind === 'cause');
  const decisive = causes.length > 0 ? causes : rows.filter((row) => row.kind === 'course');
  for (const row of decisive)
    if (!clauses.includes(row.id)) problems.push(`clause ${row.id} decides, and is not listed`);
  return problems;
}

/** Keys and fields, compared with the plaintext. */
function checkKeys({ group, rules }: ExchangeCheck, vector: ExchangeVector): string[] {
  const problems: string[] = [];
  const { msg = '', result, key, fields, acceptableKeys } = vector;
  const opm = group.type === 'OpmKeyExchange';
  if (result === 'valid' && key !== (opm ? msg.slice(32, 64) : msg.slice(0, 32)))
    problems.push('key is not in msg');
  if (opm && result === 'valid') {
    const numbers = Buffer.from(msg, 'hex');
    const right = {
      random: vector.random ?? '',
      key: msg.slice(32, 64),
      statusSequence: numbers.readUInt32LE(32),
      commandSequence: numbers.readUInt32LE(36),
    };
    if (fields === undefined || !sameMembers(right, fields)) problems.push('fields are not those of msg');
  }
  if (result === 'acceptable' && !opm) {
    const words = rules
      .rowsAt(group.call, vector.point)
      .filter(
        (row) =>
          row.kind === 'constraint' && row.given?.['hr'] !== undefined && row.allow['key'] !== undefined,
      )
      .filter((row) => row.given?.['hr']?.every((code) => code === 'S_OK' || code === 'success') === true)
      .map((row) => row.allow['key'] ?? []);
    const places: Readonly<Record<string, string>> = {
      sent: msg.slice(0, 32),
      'sent-at-16': msg.slice(32, 64),
    };
    const right = words.length === 0 ? undefined : (words[0] ?? []).map((word) => places[word] ?? '');
    if (JSON.stringify(right) !== JSON.stringify(acceptableKeys)) problems.push('acceptableKeys are others');
  }
  return problems;
}

/** Every negative vector has one defect, and otherwise everything that a driver needs. */
function checkDefect({ group, rules }: ExchangeCheck, vector: ExchangeVector): string[] {
  const defects = rules.defectsAt(group.call, vector.point);
  // A given number has no encoding in which one thing is wrong.
  if (sentBlock(vector).form === 'integer') return [];
  if (vector.result !== 'invalid') return defects.length <= 1 ? [] : [`it has ${defects.length} defects`];
  if (defects.length !== 1) return [`it has ${defects.length} defects: ${defects.join(', ')}`];
  if (vector.msg === undefined || defects[0] === 'opmMessage') return [];
  const bytes = vector.msg.length / 2;
  const opm = group.type === 'OpmKeyExchange';
  const { opmMessage, message } = lengthVariables({ points: rules.variables });
  const enough = opm ? bytes >= (opmMessage.bound ?? 0) : bytes === message.bound;
  return enough ? [] : [`its plaintext has ${bytes} bytes, so it is refused for its length, too`];
}

/** What WebCrypto says against the vector; undefined if it does not support the parameters or the length. */
async function checkByWebcrypto(
  { group, key, profile, webcrypto }: ExchangeCheck,
  vector: ExchangeVector,
): Promise<string[] | undefined> {
  const { hash, mgfHash, label } = profile;
  const ct = Buffer.from(vector.ct, 'hex');
  if (ct.length !== key.modulusBytes || !WebcryptoDecryption.supports(hash, mgfHash)) return undefined;
  const problems: string[] = [];
  const decrypt = async (byHash: string, byLabel: string): Promise<string | undefined> =>
    (await webcrypto.decrypt(group.privateKeyPkcs8, byHash, Buffer.from(byLabel, 'hex'), ct))?.toString(
      'hex',
    );
  const opened = await decrypt(hash, label);
  const { encoding, integer } = vector.point;
  const isValid = encoding === undefined && integer === undefined;
  if ((opened !== undefined) !== isValid)
    problems.push(`WebCrypto ${opened === undefined ? 'refuses' : 'accepts'} it`);
  else if (isValid && opened !== vector.msg) problems.push('WebCrypto finds another plaintext');
  // A block by other parameters is valid by those.
  const block = sentBlock(vector);
  const named = (name: string | undefined, ofProfile: string): string =>
    name === undefined || name === 'profile' ? ofProfile : name;
  const usedHash = named(block.hash, hash);
  if (
    (encoding === 'hash' || encoding === 'label') &&
    WebcryptoDecryption.supports(usedHash, named(block.mgfHash, mgfHash)) &&
    (await decrypt(usedHash, block.L ?? '')) !== vector.msg
  )
    problems.push('WebCrypto refuses it with the parameters it was made with');
  return problems;
}
