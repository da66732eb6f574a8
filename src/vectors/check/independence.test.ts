// What checks the vectors shares no code with what makes them.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../core/package-root.ts';

const folder = join(packageRoot, 'src', 'vectors', 'check');

/** Outside of its folder: types, constants, facts, and the one private key that is nobody's. */
const shared = [
  '../format.ts',
  '../tc-ids.ts',
  '../../1-contract/model.ts',
  '../../core/windows/hresult.ts',
  // The classifier computes points from bytes alone; it imports nothing of the encoder either.
  '../../ciphertexts/open/bounds.ts',
  '../../ciphertexts/open/classify-block.ts',
  '../../ciphertexts/open/private-key.ts',
  '../../ciphertexts/open/unrelated-private-key.ts',
];

test.each(readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts')))(
  '%s imports nothing of the encoder',
  (name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    const imported = [...text.matchAll(/from '(\.[^']+)'/g)].map((match) => match[1] ?? '');
    const foreign = imported.filter((path) => !path.startsWith('./') && !shared.includes(path));
    expect(foreign).toEqual([]);
  },
);
