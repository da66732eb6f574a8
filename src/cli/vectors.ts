// `kexcts vectors …`: known answers.
import { resolve } from 'node:path';
import { exitStatus, type ExitStatus } from '../errors.ts';
import { makeAll, writeAll } from '../vectors/make-all.ts';
import { readLedger, readVectorFiles, vectorsFolder } from '../vectors/read-files.ts';
import type { VectorFile } from '../vectors/format.ts';
import { loadSpec, type Spec } from './run-options.ts';

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

export interface MakeOptions {
  readonly out?: string;
  readonly spec: string;
}

/** `vectors make`: writes the files anew, with the ids they had. */
export async function makeCommand(options: MakeOptions): Promise<ExitStatus> {
  const spec = loadSpec(options.spec, 'opm-sha512');
  const folder = resolve(options.out ?? vectorsFolder);
  const made = makeAll(spec, readLedger(folder));
  await writeAll(folder, made);
  for (const { name, numberOfTests } of made.files) print(`${String(numberOfTests).padStart(5)}  ${name}`);
  print(`written to ${folder}`);
  return exitStatus.holds;
}

export interface CheckOptions {
  readonly in?: string;
  readonly kills?: boolean;
  readonly spec: string;
}

/** `vectors check`: everything that the files say, held against their own bytes. */
export async function checkCommand(options: CheckOptions): Promise<ExitStatus> {
  const { checkFiles } = await import('../vectors/check/check-files.ts');
  const spec = loadSpec(options.spec, 'opm-sha512');
  const folder = resolve(options.in ?? vectorsFolder);
  const files = readVectorFiles(folder);
  const ledger = readLedger(folder);
  const report = await checkFiles({ files, ledger, profiles: spec.profiles, specDir: spec.dir });
  for (const { file, vectors, webcrypto, proof, asn1 } of report.counts) {
    const by = [
      ...(webcrypto > 0 ? [`${webcrypto} by WebCrypto and field by field`] : []),
      ...(proof > 0 ? [`${proof} field by field`] : []),
      ...(asn1 > 0 ? [`${asn1} by ASN.1`] : []),
    ];
    print(`${String(vectors).padStart(5)}  ${file.padEnd(28)} ${by.join(', ')}`);
  }
  for (const { file, tcId, what } of report.problems)
    print(`WRONG  ${file}${tcId === undefined ? '' : ` tcId ${tcId}`}: ${what}`);
  const total = files.reduce((sum, file) => sum + file.numberOfTests, 0);
  const { length } = report.problems;
  print(length === 0 ? `${total} vectors hold` : `${total} vectors, ${length} things wrong`);
  const idle = options.kills === true ? await printKills(spec, files) : 0;
  return length === 0 && idle === 0 ? exitStatus.holds : exitStatus.doesNotHold;
}

/** Families of built-in faults that one block shows, as a whole. */
const ofOneBlock: ReadonlySet<string> = new Set(['encoding', 'rsa', 'oracles', 'stubs']);

/** Prints what the vectors kill; returns how many of them kill nothing of their own, or leave what they should kill. */
async function printKills(
  { contract, profiles, profile }: Spec,
  files: readonly VectorFile[],
): Promise<number> {
  const { killsOfFiles } = await import('../vectors/kills/matrix.ts');
  const { faultKills } = await import('../vectors/kills/built-in-faults.ts');
  const { vectorCases } = await import('../vectors/as-cases.ts');
  let wrong = 0;
  print('');
  print('mutants of a decoder; every vector but the plain ones is the only one of its group that kills some');
  for (const { file, keyName, mutants, killed, idle } of killsOfFiles(files, profiles)) {
    print(`  ${file.padEnd(28)} ${keyName}  ${killed} of ${mutants} killed`);
    for (const { tcId, comment } of idle) print(`  WRONG  tcId ${tcId} kills none alone: ${comment}`);
    wrong += idle.length;
  }
  print('');
  print(
    `built-in faults, killed by the vectors of ${profile.name} alone, each made anew for the driver's certificate`,
  );
  const kills = await faultKills(contract, profile, vectorCases({ contract, profile, dialect: 'd3d11.1' }));
  for (const family of new Set(kills.map((one) => one.family))) {
    const own = kills.filter((one) => one.family === family);
    const alive = own.filter((one) => one.by === undefined);
    const whole = ofOneBlock.has(family);
    print(
      `  ${family.padEnd(22)} ${own.length - alive.length} of ${own.length}${whole ? '' : ', the rest takes more than one block'}`,
    );
    if (!whole) continue;
    for (const { fault } of alive) print(`  WRONG  ${fault} survives`);
    wrong += alive.length;
  }
  const killed = kills.filter((one) => one.by !== undefined).length;
  print(`  all together           ${killed} of ${kills.length}`);
  return wrong;
}
