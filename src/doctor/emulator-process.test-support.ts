// The emulator as a program, bundled by a test.
import { createEmulator } from '../emulator/emulator.ts';
import { serve } from '../emulator/serve.ts';

process.exit(await serve(createEmulator(), process.stdin, process.stdout));
