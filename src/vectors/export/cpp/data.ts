// --language cpp: a program of its own with Botan, which prints TAP.
import { literal } from '../c/data.ts';
import type { Exported } from '../exported.ts';
import type { Exporter } from '../exporter.ts';

const results = { valid: 'Result::valid', invalid: 'Result::invalid', acceptable: 'Result::acceptable' };

function vectorsCpp({ keys, vectors }: Exported): string {
  const keyRows = keys.map((key) => `    {${literal(key.name)}, ${literal(key.pem)}},\n`).join('');
  const rows = vectors.map((one) => {
    const members = [
      literal(one.id),
      literal(one.comment),
      one.kind === 'opm' ? 'Kind::opm' : 'Kind::session',
      results[one.result],
      literal(one.keyName),
      literal(one.hash),
      literal(one.mgfHash),
      `${one.dataSize}U`,
      literal(one.data),
      literal(one.keys.join(' ')),
      literal(one.random),
      `${one.statusSequence}U`,
      `${one.commandSequence}U`,
    ];
    return `    {${members.join(',\n     ')}},\n`;
  });
  return `// clang-format off
#include "vectors.hpp"

const std::vector<VectorKey> vector_keys = {
${keyRows}};

const std::vector<Vector> vectors = {
${rows.join('')}};
`;
}

export const cpp: Exporter = {
  language: 'cpp',
  run: 'make test',
  note: 'with Botan 2 or 3',
  data: (exported) => [{ path: 'vectors.cpp', text: vectorsCpp(exported) }],
};
