// `--from REPORT`: options as those of the run that a report is of, where the user gives no others.
import { resolve } from 'node:path';
import { loadContract } from '../1-contract/load.ts';
import { SuiteError } from '../core/errors.ts';
import { plainText } from '../core/plain-text.ts';
import { factsOfReport } from '../suite/find-cases.ts';
import type { RunOptions } from './run-options.ts';

/** Options that may name a report, and which of them the user gave. */
export type FromReport = RunOptions & {
  readonly from?: string;
  readonly given: (option: keyof RunOptions) => boolean;
};

/**
 * The options, with what the report says of its run in the place of what was not given. Options of an adapter are for that
 * adapter alone.
 * @throws SuiteError `REPORT_UNREADABLE`; `REPORT_CONTRACT` where `--spec` is not the report's contract.
 */
export function withReport({ from, given, ...options }: FromReport): RunOptions {
  if (from === undefined) return options;
  const { contract, adapter, adapterOption, ...planned } = factsOfReport(from);
  const here = loadContract(resolve(options.spec)).hash;
  if (contract !== here) {
    throw new SuiteError(
      'REPORT_CONTRACT',
      `expected a report by the contract ${here}; that in ${plainText(from, 500)} is by ${plainText(contract, 100)}`,
      'give the same --spec, or run again',
    );
  }
  const reached = given('adapter') ? {} : { adapter, ...(given('adapterOption') ? {} : { adapterOption }) };
  const said = Object.entries({ ...planned, ...reached }).filter(
    ([name]) => !given(name as keyof RunOptions),
  );
  if (!given('adapter'))
    process.stderr.write(`kexcts: the adapter of the report: ${plainText(adapter, 500)}\n`);
  return { ...options, ...Object.fromEntries(said) };
}
