// The options that `run` and its parts share, and what they resolve to.
import { join, resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { loadContract, loadProfiles } from '../1-contract/load.ts';
import { SuiteError } from '../core/errors.ts';
import { packageRoot } from '../core/package-root.ts';
import type { Shard } from '../2-plan/plan.ts';
import { planLevels, type PlanLevel } from '../2-plan/property.ts';
import { dialects, type Dialect } from '../core/protocol/adapter.ts';
import type { Contract, Profile } from '../1-contract/model.ts';
import { duration, keyValue, shard, wholeNumber } from './parse.ts';

export interface RunOptions {
  readonly adapter: string;
  readonly adapterOption: Readonly<Record<string, string>>;
  readonly dialect?: Dialect;
  readonly profile: string;
  readonly level: PlanLevel;
  readonly strict: boolean;
  readonly clause?: string;
  readonly seed: number;
  readonly budget?: number;
  readonly workers: number;
  readonly shard?: Shard;
  readonly bail: boolean;
  readonly timeout: number;
  readonly maxFlaky?: number;
  readonly allowNotApplicable: boolean;
  readonly spec: string;
}

export const defaultSpec = join(packageRoot, 'spec');

/** `--spec`, for every command that reads the contract. */
export function specOption(): Option {
  return new Option('--spec <dir>', 'folder of the contract and profiles').default(
    defaultSpec,
    'the built-in one',
  );
}

/** Options that decide what is planned. */
export function addPlanOptions(command: Command): Command {
  return command
    .addOption(new Option('--level <level>', 'how much is planned').choices(planLevels).default('gate'))
    .option('--seed <n>', 'seed of the random part', wholeNumber(0, 0xffffffff), 1)
    .option('--profile <name>', 'OAEP parameters', 'opm-sha512')
    .addOption(new Option('--dialect <dialect>', 'form of the entry point').choices(dialects))
    .addOption(specOption());
}

/** Options that decide how an implementation is reached. */
export function addAdapterOptions(command: Command): Command {
  return command
    .option('--adapter <adapter>', 'implementation under test', 'emulator')
    .option('--adapter-option <k=v>', 'an option for the adapter; may be repeated', keyValue, {})
    .option('--timeout <ms>', 'time limit of one call, in milliseconds', wholeNumber(1, 3_600_000), 5000)
    .option('--workers <n>', 'number of implementations that run in parallel', wholeNumber(1, 64), 2);
}

/** Options that decide how verdicts become an exit status. */
export function addJudgeOptions(command: Command): Command {
  return command
    .option('--strict', 'a broken SHOULD fails, too', false)
    .option('--max-flaky <n>', 'fail where more cases than this are flaky', wholeNumber(0, 1_000_000))
    .option('--allow-not-applicable', 'exit 0 where the driver does not offer the key exchange', false);
}

export { duration, shard, wholeNumber };

export interface Spec {
  readonly dir: string;
  readonly contract: Contract;
  readonly profiles: readonly Profile[];
  readonly profile: Profile;
}

/**
 * Loads the contract and the profile that the options name.
 * @throws SuiteError `PROFILE_UNKNOWN`, or what loading throws.
 */
export function loadSpec(dir: string, profileName: string): Spec {
  const specDir = resolve(dir);
  const contract = loadContract(specDir);
  const profiles = loadProfiles(specDir);
  const profile = profiles.find((one) => one.name === profileName);
  if (profile === undefined) {
    throw new SuiteError(
      'PROFILE_UNKNOWN',
      `expected a profile of ${specDir}, got "${profileName}"`,
      `known profiles: ${profiles.map((one) => one.name).join(', ')}`,
    );
  }
  return { dir: specDir, contract, profiles, profile };
}
