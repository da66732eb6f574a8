// `kexcts serve`: the emulator, or a faulty variant, as an adapter on standard input and output.
import { createEmulator } from '../emulator/emulator.ts';
import { serve } from '../emulator/serve.ts';

export async function serveCommand({ fault }: { readonly fault?: string }): Promise<number> {
  if (fault === undefined) return serve(createEmulator(), process.stdin, process.stdout);
  const { faultyEmulator } = await import('../adapters/faulty-emulator.ts');
  return serve(createEmulator(await faultyEmulator(fault)), process.stdin, process.stdout);
}
