import { setFlagsFromString } from 'node:v8';

/**
 * Keeps the heap of this process as small as what it holds allows, from here on. Left alone, V8 doubles the young part of the
 * heap as long as much of it survives, and lets the old part grow to several times what is alive: an import of any size then takes
 * 420 MB, where 190 are enough. The old part may grow by less than a third of what is alive: at twice that, an import that commits in
 * a second thread takes 20 MB more. To be called before what is to be run is loaded, which makes the
 * young part grow as well; `--max-semi-space-size` has no effect any more once Node runs.
 */
export function keepHeapLean(): void {
	setFlagsFromString('--semi-space-growth-factor=1');
	setFlagsFromString('--heap-growing-percent=30');
}
