// All files of a folder: ids, counts, order, notes and codes, and every expected result.
import type { Profile } from '../../1-contract/model.ts';
import { statusCodes } from '../../core/windows/hresult.ts';
import type { PrivateKey } from '../../ciphertexts/open/private-key.ts';
import { isCertificateGroup, type VectorFile } from '../format.ts';
import { recipeHash } from './recipe-hash.ts';
import type { TcIdsFile } from '../tc-ids.ts';
import { checkCertificate } from './check-certificate.ts';
import { checkExchange } from './check-exchange.ts';
import { IndependentRules } from './independent-rules.ts';
import { groupKey } from './group-key.ts';
import { WebcryptoDecryption } from './webcrypto-decryption.ts';

/** Something that does not hold. */
export interface VectorProblem {
  readonly file: string;
  readonly tcId?: number;
  readonly what: string;
}

/** What was checked, and by whom. */
export interface CheckReport {
  readonly problems: readonly VectorProblem[];
  readonly counts: readonly {
    readonly file: string;
    readonly vectors: number;
    readonly webcrypto: number;
    readonly proof: number;
    readonly asn1: number;
  }[];
}

export interface CheckInput {
  readonly files: readonly VectorFile[];
  readonly ledger: TcIdsFile | undefined;
  readonly profiles: readonly Profile[];
  readonly specDir: string;
}

/** Checks files. */
export async function checkFiles({ files, ledger, profiles, specDir }: CheckInput): Promise<CheckReport> {
  const rules = new IndependentRules(specDir, statusCodes);
  const webcrypto = new WebcryptoDecryption();
  const problems: VectorProblem[] = [];
  const counts: CheckReport['counts'][number][] = [];
  for (const file of files) {
    const say = (what: string, tcId?: number): void => {
      problems.push({ file: file.name, what, ...(tcId === undefined ? {} : { tcId }) });
    };
    for (const what of checkFileMembers(file, ledger, rules)) say(what);
    const count = { file: file.name, vectors: file.numberOfTests, webcrypto: 0, proof: 0, asn1: 0 };
    for (const group of file.testGroups) {
      if (isCertificateGroup(group)) {
        const results = (certificate: string): string => certificateResult(rules, group.call, certificate);
        for (const vector of group.tests) {
          count.asn1 += 1;
          for (const what of checkCertificate(vector, results)) say(what, vector.tcId);
        }
        continue;
      }
      const profile = profiles.find((one) => one.name === group.profile);
      if (profile === undefined) {
        say(`there is no profile ${group.profile}`);
        continue;
      }
      let key: PrivateKey;
      try {
        key = groupKey(group);
      } catch (error) {
        say(`key ${group.keyName}: ${error instanceof Error ? error.message : String(error)}`);
        continue;
      }
      for (const vector of group.tests) {
        const checked = await checkExchange({ group, key, profile, rules, webcrypto }, vector);
        count[checked.by] += 1;
        for (const what of checked.problems) say(what, vector.tcId);
      }
    }
    counts.push(count);
  }
  return { problems, counts };
}

/** Whether an outcome of GetCertificate breaks a rule, and of which level. */
function certificateResult(rules: IndependentRules, call: string, certificate: string): string {
  const rows = rules.rowsAt(call, {}).filter((row) => {
    const allowed = row.allow['certificate'];
    const spoken = row.given?.['certificate']?.includes(certificate) ?? true;
    return allowed !== undefined && spoken && !allowed.includes(certificate);
  });
  if (rows.some((row) => row.level === 'MUST')) return 'invalid';
  return rows.some((row) => row.level === 'SHOULD') ? 'acceptable' : 'valid';
}

/** Counts, ids, order, flags and codes of a file. */
function checkFileMembers(
  file: VectorFile,
  ledger: TcIdsFile | undefined,
  rules: IndependentRules,
): string[] {
  const problems: string[] = [];
  const tests = file.testGroups.flatMap((group) => [...group.tests]);
  if (file.contractVersion !== rules.version) problems.push(`contractVersion should be ${rules.version}`);
  if (file.numberOfTests !== tests.length) problems.push(`numberOfTests should be ${tests.length}`);
  const ids = tests.map((test) => test.tcId);
  if (new Set(ids).size !== ids.length) problems.push('a tcId stands there twice');
  for (const group of file.testGroups) {
    const own = group.tests.map((test) => test.tcId);
    if (own.some((tcId, at) => at > 0 && tcId <= (own[at - 1] ?? 0)))
      problems.push('tcIds of a group do not rise');
  }
  const flags = new Set<string>(tests.flatMap((test) => test.flags));
  const noted = Object.keys(file.notes);
  for (const flag of flags) if (!noted.includes(flag)) problems.push(`notes lack the flag ${flag}`);
  for (const flag of noted)
    if (!flags.has(flag)) problems.push(`notes explain the flag ${flag}, which no vector has`);
  const named = new Set(
    tests.flatMap((test) => ('allowed' in test ? [...test.allowed.must, ...test.allowed.should] : [])),
  );
  for (const name of named) {
    const code = (statusCodes as Readonly<Record<string, number>>)[name];
    if (code !== undefined && file.codes[name] !== code) problems.push(`codes should say ${name}: ${code}`);
  }
  return [...problems, ...checkTcIds(file, ledger)];
}

function checkTcIds(file: VectorFile, ledger: TcIdsFile | undefined): string[] {
  const rows = ledger?.files[file.name];
  if (rows === undefined) return ['tc-ids.json does not know the file'];
  const problems: string[] = [];
  for (const [at, row] of rows.entries())
    if (row.tcId !== at + 1) problems.push(`tc-ids.json gives ${row.tcId} in place ${at + 1}`);
  const known = new Map(rows.map((row) => [row.of, row.tcId]));
  for (const group of file.testGroups) {
    for (const test of group.tests) {
      const of = isCertificateGroup(group) ? recipeHash(test.recipe) : `${group.keyName}/${test.case}`;
      if (known.get(of) !== test.tcId)
        problems.push(`tcId ${test.tcId} belongs to another vector in tc-ids.json`);
    }
  }
  return problems;
}
