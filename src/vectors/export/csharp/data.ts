// --language csharp: a console program with the RSA class of .NET. Our tests run it on Mono, as far as that goes; never on .NET.
import { literal } from '../c/data.ts';
import type { Exported } from '../exported.ts';
import type { Exporter } from '../exporter.ts';

function vectorsCs({ keys, vectors }: Exported): string {
  const keyRows = keys
    .map((key) => `            { ${literal(key.name)}, ${literal(key.pkcs8)} },\n`)
    .join('');
  const rows = vectors.map((one) => {
    const members = [
      literal(one.id),
      literal(one.comment),
      `Kind.${one.kind === 'opm' ? 'Opm' : 'Session'}`,
      `Expected.${one.result.charAt(0).toUpperCase()}${one.result.slice(1)}`,
      literal(one.keyName),
      literal(one.hash),
      `${one.dataSize}u`,
      literal(one.data),
      literal(one.keys.join(' ')),
      literal(one.random),
      `${one.statusSequence}u`,
      `${one.commandSequence}u`,
    ];
    return `            new Vector(\n${members.map((member) => `                ${member}`).join(',\n')}),\n`;
  });
  return `using System.Collections.Generic;

namespace Kexcts.Vectors
{
    /// <summary>The known answers. All bytes are hexadecimal.</summary>
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
