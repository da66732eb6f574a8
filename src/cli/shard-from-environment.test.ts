import { describe, expect, it } from 'vitest';
import { shardFromEnvironment } from './shard-from-environment.ts';

describe('--shard auto', () => {
  it.each([
    [{ KEXCTS_SHARD: '2/5' }, { index: 2, count: 5 }],
    [
      { KEXCTS_SHARD_INDEX: '5', KEXCTS_SHARD_COUNT: '5' },
      { index: 5, count: 5 },
    ],
    // GitHub: strategy.job-index counts from 0.
    [
      { KEXCTS_JOB_INDEX: '0', KEXCTS_JOB_TOTAL: '4' },
      { index: 1, count: 4 },
    ],
    [
      { KEXCTS_JOB_INDEX: '3', KEXCTS_JOB_TOTAL: '4' },
      { index: 4, count: 4 },
    ],
    // GitLab counts from 1.
    [
      { CI_NODE_INDEX: '3', CI_NODE_TOTAL: '4' },
      { index: 3, count: 4 },
    ],
    [{ CI_NODE_TOTAL: '1' }, { index: 1, count: 1 }],
    // Kubernetes counts from 0.
    [
      { JOB_COMPLETION_INDEX: '0', KEXCTS_SHARDS: '8' },
      { index: 1, count: 8 },
    ],
    [
      { JOB_COMPLETION_INDEX: '7', KEXCTS_SHARDS: '8' },
      { index: 8, count: 8 },
    ],
    // Ours before theirs: a GitLab runner in a Kubernetes job has both.
    [
      { KEXCTS_SHARD: '1/2', CI_NODE_INDEX: '3', CI_NODE_TOTAL: '4' },
      { index: 1, count: 2 },
    ],
    [
      { KEXCTS_SHARD: '', CI_NODE_INDEX: '3', CI_NODE_TOTAL: '4' },
      { index: 3, count: 4 },
    ],
  ])('%j is %j', (environment, shard) => {
    expect(shardFromEnvironment(environment)).toEqual(shard);
  });

  it.each<[Record<string, string>, RegExp]>([
    [{}, /KEXCTS_SHARD=I\/N.*JOB_COMPLETION_INDEX and KEXCTS_SHARDS.*CI_NODE_INDEX and CI_NODE_TOTAL/],
    [{ KEXCTS_SHARD: '3' }, /KEXCTS_SHARD.*got ""/],
    [{ KEXCTS_SHARD: '5/4' }, /KEXCTS_SHARD from 1 to 4, got "5"/],
    [{ JOB_COMPLETION_INDEX: '2' }, /KEXCTS_SHARDS to say how many shards there are, got ""/],
    [{ JOB_COMPLETION_INDEX: '8', KEXCTS_SHARDS: '8' }, /JOB_COMPLETION_INDEX from 0 to 7, got "8"/],
    [{ CI_NODE_INDEX: '0', CI_NODE_TOTAL: '4' }, /CI_NODE_INDEX from 1 to 4, got "0"/],
    [{ KEXCTS_JOB_INDEX: '-1', KEXCTS_JOB_TOTAL: '4' }, /KEXCTS_JOB_INDEX/],
    [{ KEXCTS_JOB_INDEX: '1', KEXCTS_JOB_TOTAL: '0x4' }, /KEXCTS_JOB_TOTAL/],
  ])('%j is none', (environment, words) => {
    expect(shardFromEnvironment(environment)).toMatch(words);
  });
});
