// `kexcts serve`: the emulator, or a faulty variant, as an adapter on standard input and output.
import { createEmulator } from '../emulator/emulator.ts';
import { serve } from '../emulator/serve.ts';

export async function serveCommand(_options: { readonly fault?: string }): Promise<number> {
  return serve(createEmulator(), process.stdin, process.stdout);
}
