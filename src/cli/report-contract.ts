// The contract that a report was made with, which must be the one at hand.
import { resolve } from 'node:path';
import { loadContract } from '../1-contract/load.ts';
import type { Contract } from '../1-contract/model.ts';
import { SuiteError } from '../core/errors.ts';
import type { ReportFolder } from '../gate/report-folder.ts';
import { plainText } from '../core/plain-text.ts';

/**
 * Loads the contract of a report.
 * @throws SuiteError `REPORT_CONTRACT` where `--spec` is another one.
 */
export function contractOf(folder: ReportFolder, spec: string): Contract {
  const contract = loadContract(resolve(spec));
  const { contract: wanted } = folder.report.suite;
  if (contract.hash === wanted) return contract;
  throw new SuiteError(
    'REPORT_CONTRACT',
    `expected a report by the contract ${contract.hash}; that in ${plainText(folder.path, 500)} is by ${wanted}`,
    'give the same --spec, or run again',
  );
}
