// The operating system that the runner is on.
import type { Koffi } from './koffi.ts';
import type { System } from './system.ts';
import { posixSystem } from './system-posix.ts';
import { windowsSystem } from './system-windows.ts';

export function openSystem(koffi: Koffi): System {
  return process.platform === 'win32' ? windowsSystem(koffi) : posixSystem(koffi);
}
