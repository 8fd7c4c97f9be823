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
	['DATABASE_URL', 'postgres://db'],
	['PORT', '70000'],
	['ORIGIN', 'wall'],
	['BEREIK_ZONE', 'Europe/Nowhere'],
	['BEREIK_CONFIG', 'settings.toml']
])('%s that cannot be used is named', (name, value) => {
	expect(() => readConfiguration({ [name]: value })).toThrow(InvalidConfiguration);
	expect(() => readConfiguration({ [name]: value })).toThrow(name);
});
