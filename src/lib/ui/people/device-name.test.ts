import { expect, test } from 'vitest';
import { accessTextOf } from '../i18n/access-text.ts';
import { deviceName } from './device-name.ts';

const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)';

test.each([
	[`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/138.0.0.0 Safari/537.36 Edg/138.0`, 'Edge op Windows'],
	[`Mozilla/5.0 (X11; Linux x86_64) ${webkit} Chrome/138.0.0.0 Safari/537.36`, 'Chrome op Linux'],
	['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox op Linux'],
	[
		'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1',
		'Safari op iOS'
	],
	[`Mozilla/5.0 (SMART-TV; LINUX; Tizen 6.5) ${webkit} 85.0.4183.93/6.5 TV Safari/537.36`, 'Safari op Samsung TV'],
	[`Mozilla/5.0 (Web0S; Linux/SmartTV) ${webkit} Chrome/94.0.4606.128 Safari/537.36`, 'Chrome op LG TV'],
	['curl/8.0', 'Onbekend apparaat'],
	['', 'Onbekend apparaat']
])('%s is called %s', (userAgent, name) => {
	expect(deviceName(userAgent, accessTextOf('nl'))).toBe(name);
});

test('who says nothing is unknown', () => {
	expect(deviceName(null, accessTextOf('en'))).toBe('Unknown device');
});
