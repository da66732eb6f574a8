// `--shard auto`: which part of the plan this job is to send, as its CI says.
import type { Shard } from '../2-plan/plan.ts';

/** Where CI systems say which of how many jobs one is; the first that is set counts. */
const sources = [
  // Our own, for all others: counted from 1.
  { index: 'KEXCTS_SHARD_INDEX', count: 'KEXCTS_SHARD_COUNT', first: 1 },
  // GitHub passes its matrix in a context only: set both from strategy.job-index and strategy.job-total.
  { index: 'KEXCTS_JOB_INDEX', count: 'KEXCTS_JOB_TOTAL', first: 0 },
  // Kubernetes gives the index of an Indexed Job, and not how many there are.
  { index: 'JOB_COMPLETION_INDEX', count: 'KEXCTS_SHARDS', first: 0 },
  // GitLab, jobs with `parallel`.
  { index: 'CI_NODE_INDEX', count: 'CI_NODE_TOTAL', first: 1 },
] as const;

const most = 100_000;

/** The shard, or a sentence on what is missing. */
export function shardFromEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Shard | string {
  const whole = environment['KEXCTS_SHARD'];
  if (whole !== undefined && whole !== '') {
    const [, index, count] = /^(\d+)\/(\d+)$/.exec(whole) ?? [];
    return checked(index, count, 1, 'KEXCTS_SHARD', 'KEXCTS_SHARD');
  }
  for (const { index, count, first } of sources) {
    const value = environment[index];
    if (value === undefined || value === '') continue;
    return checked(value, environment[count], first, index, count);
  }
  // A GitLab job without `parallel` is one of one.
  if (environment['CI_NODE_TOTAL'] === '1') return { index: 1, count: 1 };
  const known = sources.map(({ index, count }) => `${index} and ${count}`);
  return `Expected one of these in the environment: KEXCTS_SHARD=I/N; ${known.join('; ')}.`;
}

function checked(
  index: string | undefined,
  count: string | undefined,
  first: number,
  indexName: string,
  countName: string,
): Shard | string {
  const [place, total] = [wholeNumber(index), wholeNumber(count)];
  if (total === undefined || total < 1 || total > most) {
    return `Expected ${countName} to say how many shards there are, got ${JSON.stringify(count ?? '')}.`;
  }
  if (place === undefined || place < first || place >= first + total) {
    return `Expected ${indexName} from ${first} to ${first + total - 1}, got ${JSON.stringify(index ?? '')}.`;
  }
  return { index: place - first + 1, count: total };
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}
