// --language cpp: a program of its own with Botan, which prints TAP.
import { cString } from '../c/data.ts';
import type { FlatVectors } from '../flat-vectors.ts';
import type { Exporter } from '../exporter.ts';

const results = { valid: 'Result::valid', invalid: 'Result::invalid', acceptable: 'Result::acceptable' };

function vectorsCpp({ keys, vectors }: FlatVectors): string {
  const keyRows = keys.map((key) => `    {${cString(key.name)}, ${cString(key.pem)}},\n`).join('');
  const rows = vectors.map((one) => {
    const members = [
      cString(one.id),
      cString(one.comment),
      one.kind === 'opm' ? 'Kind::opm' : 'Kind::session',
      results[one.result],
      cString(one.keyName),
      cString(one.hash),
      cString(one.mgfHash),
      `${one.dataSize}U`,
      cString(one.data),
      cString(one.keys.join(' ')),
      cString(one.random),
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
