import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';
import type { Browser } from '@playwright/test';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** A name for the pages that is not this computer’s own, as a television sees them. */
export const wallHost = 'wall.bereik.test';
const flags = [
	`--host-resolver-rules=MAP ${wallHost} 127.0.0.1`,
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync'
];

/** Path of a browser on this machine, or null; `BEREIK_CHROMIUM` names another. */
export function findBrowser(): string | null {
	const named = process.env['BEREIK_CHROMIUM'];
	return [named, ...places].find((path) => path !== undefined && existsSync(path)) ?? null;
}

/** Starts the browser found by {@link findBrowser}. */
export function launchBrowser(executablePath: string): Promise<Browser> {
	return chromium.launch({ executablePath, args: flags });
}
