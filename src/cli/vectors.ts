// `kexcts vectors …`: test vectors.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { exitStatus, SuiteError, type ExitStatus } from '../core/errors.ts';
import { writeError, writeWhole } from '../core/write-whole.ts';
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

/** Prints what the vectors kill; returns how many of them kill nothing of their own, or leave what they should kill. */
async function printKills(
  { contract, profiles, profile }: Spec,
  files: readonly VectorFile[],
): Promise<number> {
  const { mutantsOfFiles: killsOfFiles } = await import('../mutation/vectors/mutants-of-files.ts');
  const { faultNames } = await import('../emulator/faults/faults.ts');
  const { detectFaults: faultKills } = await import('../mutation/vectors/detect-faults.ts');
  let wrong = 0;
  print('');
  print('mutants of a decoder; every vector but the plain ones is the only one of its group that kills some');
  for (const { file, keyName, mutants, detected: killed, redundant: idle } of killsOfFiles(files, profiles)) {
    print(`  ${file.padEnd(28)} ${keyName}  ${killed} of ${mutants} killed`);
    for (const { tcId, comment } of idle) print(`  WRONG  tcId ${tcId} kills none alone: ${comment}`);
    wrong += idle.length;
  }
  print('');
  print(
    `built-in faults, killed by the vectors of ${profile.name} alone, each made anew for the driver's certificate; the others need more than one ciphertext, or a particular one`,
  );
  const kills = await faultKills(contract, profile, await faultNames());
  for (const family of new Set(kills.map((one) => one.family))) {
    const own = kills.filter((one) => one.family === family);
    print(`  ${family.padEnd(22)} ${own.filter((one) => one.detected).length} of ${own.length}`);
    for (const { fault, shownBy } of own) {
      if (shownBy === undefined) continue;
      print(`  WRONG  ${fault} survives, though one block shows it: ${shownBy}`);
      wrong += 1;
    }
  }
  const killed = kills.filter((one) => one.detected).length;
  print(`  all together           ${killed} of ${kills.length}`);
  return wrong;
}

export interface ExportOptions {
  readonly language: string;
  readonly out?: string;
  readonly in?: string;
  readonly flag?: string;
  readonly profile?: string;
  readonly clause?: string;
}

/** `vectors export`: vectors and a test program in another language. */
export async function exportCommand(options: ExportOptions): Promise<ExitStatus> {
  const { exporterFor, writeExport } = await import('../vectors/export/write-export.ts');
  const { flattenVectors: exportedOf } = await import('../vectors/export/flat-vectors.ts');
  const exporter = exporterFor(options.language);
  const exported = exportedOf(readVectorFiles(resolve(options.in ?? vectorsFolder)), options);
  const folder = options.out ?? join('vectors-export', exporter.language);
  const files = await writeExport(resolve(folder), exporter, exported);
  print(`${exported.vectors.length} vectors, ${files} files written to ${folder}`);
  if (exporter.note !== undefined) print(exporter.note);
  if (exporter.run !== '') print(`run there: ${exporter.run}`);
  return exitStatus.holds;
}

export interface DeriveOptions {
  readonly certificate: string;
  readonly out: string;
  readonly random?: string;
  readonly in?: string;
  readonly spec: string;
}

/** `vectors derive`: the vectors made anew for a driver's certificate. */
export async function deriveCommand(options: DeriveOptions): Promise<ExitStatus> {
  const { deriveFile, readCertificateKey: readDeriveKey } = await import('../vectors/derive.ts');
  const { vectorFileText } = await import('../vectors/file-text.ts');
  const { random, out } = options;
  if (random !== undefined && !/^[0-9a-f]{32}$/.test(random)) {
    throw new SuiteError(
      'RANDOM_NUMBER',
      `expected 16 bytes as 32 hexadecimal digits in lower case, got "${random}"`,
      'give the random number that OPMGetRandomNumber returned',
    );
  }
  const { contract, profiles } = loadSpec(options.spec, 'opm-sha512');
  const key = readDeriveKey(options.certificate);
  const context = { contract, profiles, key, ...(random === undefined ? {} : { random }) };
  const folder = resolve(out);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw writeError(folder, error);
  }
  for (const file of readVectorFiles(resolve(options.in ?? vectorsFolder))) {
    const derived = deriveFile(file, context);
    if (derived === undefined) continue;
    await writeWhole(join(folder, `${file.name}.json`), vectorFileText(derived.file));
    const left = derived.notMade === 0 ? '' : `, ${derived.notMade} cannot be made for this key`;
    print(`${String(derived.file.numberOfTests).padStart(5)}  ${file.name}${left}`);
  }
  if (random === undefined) print('OPM left out: give --random, which each protected output has of its own');
  print(`written to ${out}`);
  return exitStatus.holds;
}
