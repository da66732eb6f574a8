// --language csharp: a console program with the RSA class of .NET. Our tests run it on Mono, as far as that goes; never on .NET.
import { cString } from '../c/data.ts';
import type { FlatVectors } from '../flat-vectors.ts';
import type { Exporter } from '../exporter.ts';

function vectorsCs({ keys, vectors }: FlatVectors): string {
  const keyRows = keys
    .map((key) => `            { ${cString(key.name)}, ${cString(key.pkcs8)} },\n`)
    .join('');
  const rows = vectors.map((one) => {
    const members = [
      cString(one.id),
      cString(one.comment),
      `Kind.${one.kind === 'opm' ? 'Opm' : 'Session'}`,
      `Expected.${one.result.charAt(0).toUpperCase()}${one.result.slice(1)}`,
      cString(one.keyName),
      cString(one.hash),
      `${one.dataSize}u`,
      cString(one.data),
      cString(one.keys.join(' ')),
      cString(one.random),
      `${one.statusSequence}u`,
      `${one.commandSequence}u`,
    ];
    return `            new Vector(\n${members.map((member) => `                ${member}`).join(',\n')}),\n`;
  });
  return `using System.Collections.Generic;

namespace Kexcts.Vectors
{
    /// <summary>The test vectors. All bytes are hexadecimal.</summary>
    internal static class KnownAnswers
    {
        /// <summary>PKCS #8 by the names of keys.</summary>
        public static readonly Dictionary<string, string> Keys = new Dictionary<string, string>
        {
${keyRows}        };

        public static readonly Vector[] Vectors =
        {
${rows.join('')}        };
    }
}
`;
}

export const csharp: Exporter = {
  language: 'csharp',
  run: 'dotnet run',
  note: 'our tests run it on Mono, with the profile oaep-sha1 alone; it was not run on .NET',
  data: (exported) => [{ path: 'KnownAnswers.cs', text: vectorsCs(exported) }],
};
