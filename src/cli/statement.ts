// `kexcts statement` and `kexcts statement verify`.
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { exitStatus, reasonOf, SuiteError, type ExitStatus } from '../core/errors.ts';
import { readReportFolder, reportFolderAt, type ReportFolder } from '../gate/report-folder.ts';
import { contradictions } from '../suite/statement/consistency.ts';
import { parseEnvelope, seal } from '../suite/statement/dsse.ts';
import { readPrivateKey, readPublicKey } from '../suite/statement/signing-key.ts';
import {
  expectStatable,
  fileSha256,
  payloadType,
  statedFiles,
  statementOn,
} from '../suite/statement/statement.ts';
import type { DriverFile } from '../suite/statement/predicate.ts';
import { verifyStatement } from '../suite/statement/verify-statement.ts';
import { canonicalJson } from '../core/canonical.ts';
import { plainText } from '../core/plain-text.ts';
import { writeWhole } from '../core/write-whole.ts';
import { contractOf } from './report-contract.ts';

export interface StatementOptions {
  readonly key: string;
  readonly driverFile?: string;
  readonly out?: string;
  readonly spec: string;
}

export interface VerifyOptions {
  readonly key: string;
  readonly driverFile?: string;
  readonly statement?: string;
}

const fileName = 'statement.json';

/** What `read` makes of a file. */
function from<T>(path: string, read: (path: string) => T): T {
  try {
    return read(path);
  } catch (error) {
    throw new SuiteError(
      'STATEMENT_FILE',
      `expected to read ${plainText(path, 500)}; ${plainText(reasonOf(error), 300)}`,
      'check the path',
    );
  }
}

/** The driver's file: hashed where it is given, else as the adapter says; the two must agree. */
function driverFileOf(
  { report }: ReportFolder,
  path: string | undefined,
): (DriverFile & { readonly name?: string }) | null {
  const said = report.driver['sha256'];
  const reported = typeof said === 'string' && /^[0-9a-f]{64}$/i.test(said) ? said.toLowerCase() : undefined;
  if (path === undefined) return reported === undefined ? null : { sha256: reported, by: 'adapter' };
  const hashed = from(path, fileSha256);
  if (reported !== undefined && reported !== hashed) {
    throw new SuiteError(
      'STATEMENT_DRIVER',
      `expected the driver's file with sha256 ${reported}, as its adapter says; ${plainText(path, 500)} has ${hashed}`,
      'give the file that was tested',
      exitStatus.doesNotHold,
    );
  }
  return { sha256: hashed, by: 'file', name: basename(path) };
}

/** Signs what a report comes to. */
export async function statementCommand(path: string, options: StatementOptions): Promise<ExitStatus> {
  const folder = readReportFolder(path);
  expectStatable(folder);
  const [wrong] = contradictions(folder, contractOf(folder, options.spec));
  if (wrong !== undefined) {
    throw new SuiteError(
      'STATEMENT_INCONSISTENT',
      `expected report.json and verdicts.ndjson to agree; ${plainText(wrong, 600)}`,
      'the report was altered after the run: run again',
      exitStatus.doesNotHold,
    );
  }
  const key = readPrivateKey(options.key, process.env['KEXCTS_KEY_PASSPHRASE']);
  const files = new Map(statedFiles.map((name) => [name, from(join(folder.path, name), fileSha256)]));
  const statement = statementOn(folder, files, driverFileOf(folder, options.driverFile));
  const envelope = seal(payloadType, Buffer.from(canonicalJson(statement), 'utf8'), key);
  const out = options.out ?? join(folder.path, fileName);
  await writeWhole(out, `${JSON.stringify(envelope)}\n`);
  for (const remark of statement.predicate.remarks) process.stdout.write(`${plainText(remark, 2000)}\n`);
  process.stdout.write(`signed by key ${envelope.signatures[0]?.keyid ?? ''}\nwritten to ${out}\n`);
  return exitStatus.holds;
}

/** Holds a statement against a report, and says what was altered. */
export function statementVerifyCommand(path: string, options: VerifyOptions): ExitStatus {
  const folder = reportFolderAt(path);
  const file = options.statement ?? join(folder, fileName);
  const envelope = parseEnvelope(
    file,
    from(file, (one) => readFileSync(one, 'utf8')),
  );
  const driver = options.driverFile === undefined ? undefined : from(options.driverFile, fileSha256);
  const { statement, keyId, wrong, notes } = verifyStatement(
    envelope,
    readPublicKey(options.key),
    folder,
    driver,
  );
  const write = (line: string): void => void process.stdout.write(`${plainText(line, 2000)}\n`);
  if (wrong.length > 0) {
    write('the statement does not hold');
    for (const line of wrong) write(`  ${line}`);
    return exitStatus.doesNotHold;
  }
  write(`the statement holds, signed by key ${keyId}`);
  for (const line of [...(statement?.predicate.remarks ?? []), ...notes]) write(`  ${line}`);
  return exitStatus.holds;
}
