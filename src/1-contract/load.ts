// The contract and what belongs to it, read from a spec folder.
import { join } from 'node:path';
import { SuiteError } from '../core/errors.ts';
import { ambiguities } from '../generated/ambiguities.js';
import { profile } from '../generated/profile.js';
import { relations } from '../generated/relations.js';
import { rules } from '../generated/rules.js';
import { sources } from '../generated/sources.js';
import { variables } from '../generated/variables.js';
import { canonicalHash } from '../core/canonical.ts';
import { crossCheck, type SpecProblem } from './cross-check.ts';
import type {
  Ambiguity,
  Contract,
  Impossible,
  OutcomeVariable,
  PointVariable,
  Profile,
  Relation,
  Rule,
  Source,
} from './model.ts';
import { jsonFiles, readSpecFile, type SpecFile } from './spec-file.ts';

interface VariablesFile {
  readonly version: string;
  readonly points: readonly PointVariable[];
  readonly outcomes: readonly OutcomeVariable[];
  readonly impossible: readonly Impossible[];
}
type Unplaced<T> = Omit<T, 'at'>;
type AnyFile = Partial<VariablesFile> & {
  readonly rules?: readonly Unplaced<Rule>[];
  readonly relations?: readonly Unplaced<Relation>[];
  readonly ambiguities?: readonly Ambiguity[];
};

/** Everything in a spec folder that speaks of the contract. */
export interface Spec {
  readonly contract: Contract;
  readonly ambiguities: readonly Ambiguity[];
  readonly sources: readonly Source[];
  readonly profiles: readonly Profile[];
}

/**
 * Reads `contract/*.json` of a spec folder, in sorted order, and checks that every name in it stands for something.
 * @throws SuiteError `SPEC_…`, with file and line, what was expected, and what to do
 */
export function loadContract(specDir: string): Contract {
  return readContract(specDir, loadSources(specDir)).contract;
}

/** Reads the contract together with its ambiguities, sources and profiles. @throws as {@link loadContract} */
export function loadSpec(specDir: string): Spec {
  const sources = loadSources(specDir);
  return { ...readContract(specDir, sources), sources, profiles: loadProfiles(specDir) };
}

/** Reads `profiles/*.json` of a spec folder, in sorted order. @throws as {@link loadContract} */
export function loadProfiles(specDir: string): Profile[] {
  const folder = join(specDir, 'profiles');
  return jsonFiles(folder).map((name) => {
    const file = readSpecFile<Profile>(folder, name, { profile });
    if (`${file.data.name}.json` !== name) {
      const message = `${file.path}:1: expected the profile to be named as its file, got "${file.data.name}"`;
      throw new SuiteError('SPEC_PROFILE_NAME', message, 'Rename the file, or the profile in it.');
    }
    const { name: called, statement, hash, mgfHash, label, documented, source } = file.data;
    return { name: called, statement, hash, mgfHash, label, documented, source };
  });
}

/** Reads `sources.json` of a spec folder. @throws as {@link loadContract} */
export function loadSources(specDir: string): Source[] {
  const file = readSpecFile<{ sources: Source[] }>(specDir, 'sources.json', { sources });
  return file.data.sources;
}

function readContract(specDir: string, known: readonly Source[]): Pick<Spec, 'contract' | 'ambiguities'> {
  const folder = join(specDir, 'contract');
  const files = jsonFiles(folder).map((name) =>
    readSpecFile<AnyFile>(folder, name, { rules, relations, variables, ambiguities }),
  );
  const space = files.filter(({ data }) => data.points !== undefined);
  const first = space[0]?.data as VariablesFile | undefined;
  if (first === undefined || space.length > 1) {
    const found = space.length === 0 ? 'none' : space.map(({ name }) => name).join(', ');
    throw new SuiteError(
      'SPEC_VARIABLES',
      `${folder}: expected one file of variables, found ${found}`,
      'Keep variables.json, and no other like it.',
    );
  }
  let hash: string | undefined;
  const contract: Contract = {
    version: first.version,
    // Made when it is first asked for: it costs more than everything else here.
    get hash() {
      return (hash ??= canonicalHash(Object.fromEntries(files.map(({ name, data }) => [name, data]))));
    },
    points: first.points,
    outcomes: first.outcomes,
    impossible: first.impossible,
    rules: files.flatMap((file) => placed(file, file.data.rules ?? [])),
    relations: files.flatMap((file) => placed(file, file.data.relations ?? [])),
  };
  const unclear = files.flatMap(({ data }) => data.ambiguities ?? []);
  const problems = crossCheck(contract, unclear, known);
  if (problems.length > 0) throw wrong(folder, problems);
  return { contract, ambiguities: unclear };
}

/** Rows with the line that their id stands on. */
function placed<T extends { readonly id: string }>(
  { name, text }: SpecFile<unknown>,
  rows: readonly T[],
): (T & Pick<Rule, 'at'>)[] {
  if (rows.length === 0) return [];
  const lines = new Map<string, number[]>();
  let line = 1;
  let from = 0;
  for (const match of text.matchAll(/"id"\s*:\s*"([^"\\]*)"/g)) {
    for (let at = text.indexOf('\n', from); at !== -1 && at < match.index; at = text.indexOf('\n', at + 1))
      line++;
    from = match.index;
    const id = match[1] ?? '';
    lines.set(id, [...(lines.get(id) ?? []), line]);
  }
  return rows.map((row) => ({ ...row, at: { file: name, line: lines.get(row.id)?.shift() ?? 1 } }));
}

function wrong(folder: string, problems: readonly SpecProblem[]): SuiteError {
  const [first] = problems;
  if (first === undefined) throw new Error('no problem to report');
  const more = problems.length === 1 ? '' : ` (and ${problems.length - 1} more in this folder)`;
  const message = `${join(folder, first.at.file)}:${first.at.line}: ${first.message}${more}`;
  return new SuiteError(first.code, message, hints[first.code] ?? 'Correct the file at that place.');
}

const hints: Readonly<Record<string, string>> = {
  SPEC_DUPLICATE_ID: 'Give one of them the next free number.',
  SPEC_UNKNOWN_VARIABLE: 'Correct the name, or add the variable to variables.json.',
  SPEC_UNKNOWN_VALUE: 'Correct the value, or add it to the variable in variables.json.',
  SPEC_FOREIGN_VARIABLE:
    'Leave the variable out, take the call off the rule, or add the call to the variable in variables.json.',
  SPEC_UNKNOWN_STATUS:
    'Correct the name, or write the number of the code as 0x followed by hexadecimal digits.',
  SPEC_UNKNOWN_SOURCE: 'Correct it, or add the source and its anchor to sources.json.',
  SPEC_UNKNOWN_CALL: 'Calls are named as in the adapter protocol.',
  SPEC_UNKNOWN_RULE: 'Correct the id.',
  SPEC_UNKNOWN_AMBIGUITY: 'Correct the id, or add the ambiguity.',
};
