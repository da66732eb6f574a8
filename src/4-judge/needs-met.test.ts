import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadContract } from '../1-contract/load.ts';
import type { Survey } from '../steps/driver/survey.ts';
import { packageRoot } from '../core/package-root.ts';
import { capsBits } from '../core/windows/guids.ts';
import { flagCapabilities, placements } from '../core/protocol/adapter.ts';
import { needsMetBy } from './needs-met.ts';

const bare: Survey = {
  adapter: { name: '', version: '', kind: 'exec' },
  driver: { name: '', version: '' },
  dialects: ['d3d11.1'],
  capabilities: {},
  caps: [],
  blockAlignmentSize: 16,
  keyExchangeTypes: ['RSAES_OAEP'],
  certificates: {},
  keyOracle: [],
};
const rich: Survey = {
  ...bare,
  capabilities: { ...Object.fromEntries(flagCapabilities.map((name) => [name, true])), buffers: placements },
  caps: Object.keys(capsBits),
  certificates: { opmShared: true },
  keyOracle: ['blits', 'test/probeSigningKey', 'test/probeChannelKey'],
  renegotiates: true,
  channels: true,
  decodeProfile: '1B81BE68-A0C7-11D3-B984-00C04F2E73C5',
};

describe('needsMetBy', () => {
  const contract = loadContract(join(packageRoot, 'spec'));
  const needs = new Set([...contract.rules, ...contract.relations].flatMap((rule) => rule.needs));

  it('knows every need that the contract names', () => {
    expect(needs.size).toBeGreaterThan(10);
    for (const need of needs) {
      expect([need, needsMetBy(rich)(need), needsMetBy(bare)(need)]).toEqual([need, true, false]);
    }
  });

  it('is the same function for the same survey', () => {
    expect(needsMetBy(rich)).toBe(needsMetBy(rich));
  });
});
