// The thread of a lane (src/3-observe/observe-thread.ts).
import { loadScript } from './load-script.ts';

void loadScript(import.meta.dirname).entries['observe-thread']();
