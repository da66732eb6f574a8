// One vector of an exchange, held against its own bytes, the contract's tables and WebCrypto.
import { lengthVariables } from '../../ciphertexts/open/bounds.ts';
import { classifyBlock } from '../../ciphertexts/open/classify-block.ts';
import { privateKeyOf } from '../../ciphertexts/open/private-key.ts';
import type { ExchangeGroup, ExchangeVector } from '../format.ts';
import { caseIdOf } from './recipe-hash.ts';
import { openReduced, prove, unrelatedProvedKey, type BlockData, type Claimed } from './claims.ts';
import type { IndependentRules } from './independent-rules.ts';
import { encode, fieldsOf, messageOf, type OaepParameters } from './eme-fields.ts';
import { power, toBytes, toInteger, type ProvedKey } from './rsa-proof.ts';
import { WebcryptoDecryption } from './webcrypto-decryption.ts';

/** What all vectors of a group are checked with. */
export interface ExchangeCheck {
  readonly group: ExchangeGroup;
  readonly key: ProvedKey;
  /** Of the profile, by OpenSSL names. */
  readonly parameters: OaepParameters;
  readonly table: IndependentRules;
  readonly opinion: WebcryptoDecryption;
}

export interface ExchangeProblems {
  readonly problems: readonly string[];
  /** By whom the block was judged: WebCrypto and the proof, or the proof alone. */
  readonly by: 'webcrypto' | 'proof';
}

interface SentBlock extends BlockData {
  readonly form: string;
  readonly until?: string;
}

function sentBlock(vector: ExchangeVector): SentBlock {
  const step: unknown = vector.recipe.steps.at(-1);
  return (step as { data: SentBlock }).data;
}

/** What the bytes turned out to be: the point, and the plaintext. */
interface Seen {
  readonly point: Readonly<Record<string, string>>;
  readonly M: Buffer | undefined;
  readonly problems: readonly string[];
}

/** What the classifier, which knows no recipe's claim, computes of the bytes; and what of it is not as claimed. */
function classified({ group, key, parameters, table }: ExchangeCheck, vector: ExchangeVector): string[] {
  const { label, ...hashes } = parameters;
  const { msg, random, ct } = vector;
  const { L, seed } = sentBlock(vector);
  const bytes = Buffer.from(ct, 'hex');
  const is = classifyBlock(
    bytes,
    { own: privateKeyOf(key.keyObject), others: [privateKeyOf(unrelatedProvedKey().keyObject)] },
    { ...hashes, label: Buffer.from(label).toString('hex') },
    {
      bounds: lengthVariables({ points: table.variables }),
      ...(L === undefined ? {} : { labels: [L] }),
      ...(msg === undefined ? {} : { messageLengths: [msg.length / 2] }),
      ...(seed === undefined ? {} : { seeds: [Buffer.from(seed, 'hex')] }),
      ...(random === undefined ? {} : { random: Buffer.from(random, 'hex') }),
    },
  );
  const { size, M, detail, ...rest } = is;
  // A plaintext that ends before the random number would is too short, and that alone.
  const short = M !== undefined && random !== undefined && M.length < random.length / 2;
  const { random: compared, ...others } = rest;
  const seen = { ...others, ...(compared === undefined || short ? {} : { random: compared }) };
  const sized = vector.dataSize === undefined ? {} : { size: table.side('size', vector.dataSize) };
  // Of other bytes than a block only the size can be said; it is that of DataSize.
  const whole = bytes.length === key.k ? { ...seen, ...sized } : { size, ...sized };
  const point = table.abnormalVariables(group.call, { ...whole, ...bufferVariable(vector) });
  const problems: string[] = [];
  if (!sameText(point, vector.point)) {
    const how = detail === undefined ? '' : ` (${detail})`;
    problems.push(`the classifier computes another point from its bytes: ${JSON.stringify(point)}${how}`);
  }
  // PKCS #1 v1.5 in the other byte order is more than the classifier looks for.
  if (bytes.length === key.k && M !== undefined && vector.msg !== M.toString('hex'))
    problems.push('the classifier finds another plaintext in its bytes');
  return problems;
}

/** Checks one vector. */
export async function checkExchange(check: ExchangeCheck, vector: ExchangeVector): Promise<ExchangeProblems> {
  const { group, table } = check;
  const seen = vector.ct.length / 2 === check.key.k ? seeBlock(check, vector) : seeOtherBytes(check, vector);
  const problems = [...seen.problems];
  const say = (holds: boolean, what: string): void => {
    if (!holds) problems.push(what);
  };
  say(caseIdOf(vector.recipe) === vector.case, `its case should be ${caseIdOf(vector.recipe)}`);
  say(
    (vector.dataSize === undefined) === (group.type === 'OpmKeyExchange'),
    'dataSize is there or missing wrongly',
  );
  const { dataSize } = vector;
  const size: Record<string, string> = dataSize === undefined ? {} : { size: table.side('size', dataSize) };
  const point = table.abnormalVariables(group.call, { ...seen.point, ...size, ...bufferVariable(vector) });
  say(sameText(point, vector.point), `its point should be ${JSON.stringify(point)}`);
  say((seen.M?.toString('hex') ?? vector.msg) === vector.msg, 'msg is not the plaintext');
  problems.push(...checkExpected(check, vector), ...checkKeys(check, vector), ...checkDefect(check, vector));
  problems.push(...classified(check, vector));
  const opinion = await checkByWebcrypto(check, vector);
  return { problems: [...problems, ...opinion.problems], by: opinion.given ? 'webcrypto' : 'proof' };
}

function sameText(a: object, b: object): boolean {
  const text = (one: object): string => JSON.stringify(Object.entries(one).sort());
  return text(a) === text(b);
}

function bufferVariable({ buffer, dataSize, ct }: ExchangeVector): Record<string, string> {
  if (buffer === undefined) return {};
  return { buffer: (dataSize ?? 0) > ct.length / 2 ? 'guard-short' : buffer };
}

function claimedOf(check: ExchangeCheck, vector: ExchangeVector, ct: Buffer): Claimed {
  return {
    ct,
    EM: openReduced(check.key, ct),
    key: check.key,
    parameters: check.parameters,
    block: sentBlock(vector),
    messageBytes: vector.msg === undefined ? undefined : vector.msg.length / 2,
  };
}

/** A block as long as the modulus: its integer, its encoding, its message. */
function seeBlock(check: ExchangeCheck, vector: ExchangeVector): Seen {
  const ct = Buffer.from(vector.ct, 'hex');
  const below = toInteger(ct) < check.key.n;
  const claimed = claimedOf(check, vector, ct);
  const encoding = vector.point['encoding'] ?? 'valid';
  // Out of range and nothing else: reduced it is a block, unless it is a number that never was one.
  const noise = !below && vector.msg === undefined;
  const proof = noise ? { M: undefined } : prove(encoding, claimed);
  if ('wrong' in proof)
    return { point: { encoding }, M: undefined, problems: [`it is not ${encoding}: ${proof.wrong}`] };
  const { M } = proof;
  return {
    M,
    problems: [],
    point: { integer: below ? 'below-n' : 'at-or-above-n', encoding, ...messagePoint(check, vector, M) },
  };
}

function messagePoint(
  { group, table }: ExchangeCheck,
  vector: ExchangeVector,
  M: Buffer | undefined,
): Record<string, string> {
  if (M === undefined) return {};
  if (group.type !== 'OpmKeyExchange') return { message: table.side('message', M.length) };
  const random = Buffer.from(vector.random ?? '', 'hex');
  const matches = M.subarray(0, random.length).equals(random);
  // Fewer bytes than a random number has are too few, and that alone is wrong with them.
  const differs = !matches && M.length >= random.length;
  return { opmMessage: table.side('opmMessage', M.length), random: differs ? 'differs' : 'matches' };
}

/** Bytes of another length: a right block can be found in them, or they are a part of one. */
function seeOtherBytes(check: ExchangeCheck, vector: ExchangeVector): Seen {
  const { key, parameters } = check;
  const ct = Buffer.from(vector.ct, 'hex');
  const M = Buffer.from(vector.msg ?? '', 'hex');
  const missing = Buffer.alloc(Math.max(0, key.k - ct.length));
  const windows = [
    Buffer.concat([missing, ct]),
    Buffer.concat([ct, missing]),
    ct.subarray(0, key.k),
    ct.subarray(-key.k),
  ].filter((one) => one.length === key.k);
  const found = windows.some((one) => messageOf(fieldsOf(openReduced(key, one), parameters))?.equals(M));
  if (found || isPart(check, vector, ct, M)) return { point: {}, M, problems: [] };
  return { point: {}, M: undefined, problems: ['no block with msg can be found in its bytes'] };
}

/** Whether the bytes are the beginning or the end of the block that the recipe's seed gives. */
function isPart({ key, parameters }: ExchangeCheck, vector: ExchangeVector, ct: Buffer, M: Buffer): boolean {
  const { seed = '', until } = sentBlock(vector);
  if (until !== undefined) return false;
  const EM = encode(M, Buffer.from(seed, 'hex'), parameters, key.k);
  const whole = toBytes(power(toInteger(EM), key.e, key.n), key.k);
  return whole.subarray(0, ct.length).equals(ct) || whole.subarray(key.k - ct.length).equals(ct);
}

/** Result, codes and clauses, against the tables. */
function checkExpected({ group, table }: ExchangeCheck, vector: ExchangeVector): string[] {
  const problems: string[] = [];
  const { call } = group;
  const { point, allowed, clauses } = vector;
  for (const [name, listed, strict] of [
    ['must', allowed.must, false],
    ['should', allowed.should, true],
  ] as const) {
    const [code] = table.disagreements(call, point, strict, listed);
    if (code !== undefined)
      problems.push(`allowed.${name} is wrong about 0x${code.toString(16).padStart(8, '0')}`);
  }
  const codes = table.testedCodes.filter((code) => table.allows(call, point, false, code));
  const succeeds = codes.some((code) => code < 0x80000000);
  const fails = codes.some((code) => code >= 0x80000000);
  const result = succeeds && fails ? 'acceptable' : succeeds ? 'valid' : 'invalid';
  if (result !== vector.result) problems.push(`its result should be ${result}`);
  const rows = table.rowsAt(call, point);
  const ids = new Set(rows.map((row) => row.id));
  for (const clause of clauses) if (!ids.has(clause)) problems.push(`clause ${clause} does not apply to it`);
  const causes = rows.filter((row) => row.kind === 'cause');
  const decisive = causes.length > 0 ? causes : rows.filter((row) => row.kind === 'course');
  for (const row of decisive)
    if (!clauses.includes(row.id)) problems.push(`clause ${row.id} decides, and is not listed`);
  return problems;
}

/** Keys and fields, against the plaintext. */
function checkKeys({ group, table }: ExchangeCheck, vector: ExchangeVector): string[] {
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
    if (fields === undefined || !sameText(right, fields)) problems.push('fields are not those of msg');
  }
  if (result === 'acceptable' && !opm) {
    const words = table
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

/** Every negative has one defect, and behind it all that a driver needs. */
function checkDefect({ group, table }: ExchangeCheck, vector: ExchangeVector): string[] {
  const defects = table.defectsAt(group.call, vector.point);
  // A number that is given as such is no block with a defect.
  if (sentBlock(vector).form === 'integer') return [];
  if (vector.result !== 'invalid') return defects.length <= 1 ? [] : [`it has ${defects.length} defects`];
  if (defects.length !== 1) return [`it has ${defects.length} defects: ${defects.join(', ')}`];
  if (vector.msg === undefined || defects[0] === 'opmMessage') return [];
  const bytes = vector.msg.length / 2;
  const opm = group.type === 'OpmKeyExchange';
  const enough = opm ? bytes >= table.bound('opmMessage') : bytes === table.bound('message');
  return enough ? [] : [`its plaintext has ${bytes} bytes, so that it is refused for that already`];
}

/** What WebCrypto says of the block, where it has the parameters. */
async function checkByWebcrypto(
  { group, key, parameters, opinion }: ExchangeCheck,
  vector: ExchangeVector,
): Promise<{ readonly given: boolean; readonly problems: readonly string[] }> {
  const { hash, mgfHash, label } = parameters;
  const ct = Buffer.from(vector.ct, 'hex');
  if (ct.length !== key.k || !WebcryptoDecryption.supports(hash, mgfHash))
    return { given: false, problems: [] };
  const problems: string[] = [];
  const opened = await opinion.decrypt(group.privateKeyPkcs8, hash, label, ct);
  const encoded = vector.point['encoding'] === undefined && vector.point['integer'] === undefined;
  if ((opened !== null) !== encoded) problems.push(`WebCrypto ${opened === null ? 'refuses' : 'accepts'} it`);
  if (opened !== null && encoded && opened.toString('hex') !== vector.msg)
    problems.push('WebCrypto finds another plaintext');
  // A block by other parameters is a right one for those.
  const block = sentBlock(vector);
  const other = { hash: block.hash ?? hash, mgfHash: block.mgfHash ?? mgfHash };
  const named = {
    hash: other.hash === 'profile' ? hash : other.hash,
    mgfHash: other.mgfHash === 'profile' ? mgfHash : other.mgfHash,
  };
  const wrongParameters = vector.point['encoding'] === 'hash' || vector.point['encoding'] === 'label';
  if (wrongParameters && WebcryptoDecryption.supports(named.hash, named.mgfHash)) {
    const again = await opinion.decrypt(
      group.privateKeyPkcs8,
      named.hash,
      Buffer.from(block.L ?? '', 'hex'),
      ct,
    );
    if (again?.toString('hex') !== vector.msg)
      problems.push('WebCrypto refuses it by the parameters it was made with');
  }
  return { given: true, problems };
}
