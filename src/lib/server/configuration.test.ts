import { expect, test } from 'vitest';
import { InvalidConfiguration, readConfiguration } from './configuration.ts';

const names = ['DATABASE_URL', 'HOST', 'PORT', 'ORIGIN', 'BEREIK_ZONE', 'BEREIK_CONFIG'];

test.each(names)('%s is not set when it is empty', (name) => {
	for (const empty of ['', '  ']) expect(readConfiguration({ [name]: empty })).toEqual(readConfiguration({}));
});

test('a variable that is set is what holds', () => {
	const set = ['file:/tmp/own.db', '0.0.0.0', '0', 'https://wall.example.org/x', 'Europe/London', '/tmp/own.yaml'];
	expect(readConfiguration(Object.fromEntries(names.map((name, at) => [name, set[at]])))).toMatchObject({
		databaseFile: '/tmp/own.db',
		host: '0.0.0.0',
		port: 0,
		origin: 'https://wall.example.org',
		zone: 'Europe/London',
		settingsPlace: { file: '/tmp/own.yaml' }
	});
	expect(readConfiguration({})).toMatchObject({ host: '127.0.0.1', port: 5080, origin: null });
});

test.each([
	['DATABASE_URL', 'mysql://db/bereik'],
	['DATABASE_URL', 'postgres://db'],
	['DATABASE_URL', 'postgres:///bereik'],
	['BEREIK_DATA', '/var/lib/bereik'],
	['PORT', '70000'],
	['ORIGIN', 'wall'],
	['BEREIK_ZONE', 'Europe/Nowhere'],
	['BEREIK_CONFIG', 'settings.toml']
])('%s that cannot be used is named', (name, value) => {
	expect(() => readConfiguration({ [name]: value })).toThrow(InvalidConfiguration);
	expect(() => readConfiguration({ [name]: value })).toThrow(name);
});

test('a log in Postgres has its files beside a folder of this machine', () => {
	const url = 'postgres://bereik:secret@db.example.org:5432/bereik';
	const { databaseFile, postgres } = readConfiguration({ DATABASE_URL: url, BEREIK_DATA: '/var/lib/bereik' });
	expect(databaseFile).toBe('/var/lib/bereik/bereik.db');
	expect(postgres).toEqual({ url, listenUrl: null, pollOnly: false, allowLossy: false });
	const listenUrl = 'postgres://bereik:secret@primary.example.org/bereik';
	const pooled = readConfiguration({ DATABASE_URL: url, BEREIK_LISTEN_URL: listenUrl, BEREIK_ALLOW_LOSSY: '1' });
	expect(pooled.postgres).toEqual({ url, listenUrl, pollOnly: false, allowLossy: true });
	expect(readConfiguration({ DATABASE_URL: url, BEREIK_POLL_ONLY: '1' }).postgres).toMatchObject({ pollOnly: true });
	expect(() => readConfiguration({ DATABASE_URL: url, BEREIK_POLL_ONLY: '1', BEREIK_LISTEN_URL: url })).toThrow(
		/^BEREIK_POLL_ONLY: /
	);
	expect(() => readConfiguration({ DATABASE_URL: url, BEREIK_POLL_ONLY: 'yes' })).toThrow(/^BEREIK_POLL_ONLY: .*yes/);
});

test.each(['postgres://bereik:secret@db', 'postgres://bereik:secret@:x/bereik', 'http://bereik:secret@db/bereik'])(
	'no password is repeated in what is wrong with %s',
	(url) => {
		expect(() => readConfiguration({ DATABASE_URL: url })).toThrow(/^DATABASE_URL: (?!.*secret)/);
	}
);
