// Bytes that a program in C holds.

/** Bytes that the program holds, each once. */
export class ByteArrays {
  private readonly arrays = new Map<string, string>();

  nameFor(hex: string): string {
    let name = this.arrays.get(hex);
    if (name === undefined) this.arrays.set(hex, (name = `bytes${this.arrays.size + 1}`));
    return name;
  }

  text(): string {
    return [...this.arrays]
      .map(([hex, name]) => {
        const all = (hex.match(/../g) ?? []).map((byte) => `0x${byte}`);
        const rows: string[] = [];
        for (let at = 0; at < all.length; at += 12) rows.push(`    ${all.slice(at, at + 12).join(', ')},`);
        // An array of no bytes is none in C.
        return all.length === 0
          ? `static const uint8_t ${name}[1];\n`
          : `static const uint8_t ${name}[] = {\n${rows.join('\n')}\n};\n`;
      })
      .join('\n');
  }
}
