// `kexcts doctor`.
import { openAdapter } from '../adapters/open.ts';
import { doctor, doctorOfMachine } from '../doctor/doctor.ts';
import { exitStatus, type ExitStatus } from '../core/errors.ts';

export interface DoctorOptions {
  readonly adapter?: string;
  readonly adapterOption: Readonly<Record<string, string>>;
  readonly timeout: number;
}

export async function doctorCommand(options: DoctorOptions): Promise<ExitStatus> {
  const write = (text: string): void => {
    process.stdout.write(text);
  };
  if (options.adapter === undefined) {
    await doctorOfMachine(write);
    return exitStatus.holds;
  }
  const adapter = await openAdapter(options.adapter, {
    options: options.adapterOption,
    callTimeoutMs: options.timeout,
  });
  const { sound, lacks } = await doctor(adapter, write);
  if (!sound) return exitStatus.doesNotHold;
  return lacks === undefined ? exitStatus.holds : exitStatus.undecided;
}
