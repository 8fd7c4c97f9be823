import type { AccessMessages } from '../i18n/access-nl.ts';

const browsers: readonly (readonly [RegExp, string])[] = [
	[/\bEdgA?\//, 'Edge'],
	[/\bOPR\//, 'Opera'],
	[/\bSamsungBrowser\//, 'Samsung Internet'],
	[/\b(?:Firefox|FxiOS)\//, 'Firefox'],
	[/\b(?:Chrome|Chromium|CriOS)\//, 'Chrome'],
	[/\bSafari\//, 'Safari']
];
const systems: readonly (readonly [RegExp, string])[] = [
	[/\bTizen\b/, 'Samsung TV'],
	[/\bWeb0S\b/i, 'LG TV'],
	[/\bCrKey\b/, 'Chromecast'],
	[/\b(?:iPhone|iPad)\b/, 'iOS'],
	[/\bAndroid\b/, 'Android'],
	[/\bCrOS\b/, 'ChromeOS'],
	[/\bWindows\b/, 'Windows'],
	[/\bMac OS X\b/, 'macOS'],
	[/\bLinux\b/, 'Linux']
];

/** A browser as people call it, from what it says of itself; in words where it says nothing we know. */
export function deviceName(userAgent: string | null, text: AccessMessages): string {
	const find = (table: readonly (readonly [RegExp, string])[]): string | undefined =>
		table.find(([pattern]) => pattern.test(userAgent ?? ''))?.[1];
	const [browser, system] = [find(browsers), find(systems)];
	if (browser !== undefined && system !== undefined) return text.deviceOn(browser, system);
	return browser ?? system ?? text.unknownDevice;
}
