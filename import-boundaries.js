/**
 * The one table of what may know what. `eslint.config.js` turns it into lint rules and
 * `tests/architecture/import-boundaries.test.ts` checks it again without a linter, cycles included.
 */

/** Which other rings a folder of `src/lib` may import; itself always. */
export const mayImport = {
	domain: [],
	simulator: ['domain'],
	connectors: ['domain'],
	protocol: ['domain'],
	server: ['domain', 'simulator', 'connectors', 'protocol'],
	cli: ['domain', 'simulator', 'connectors', 'protocol', 'server'],
	client: ['domain', 'protocol'],
	ui: ['domain', 'protocol']
};

/** Every ring, in the order of the table. */
export const rings = Object.keys(mayImport);

/** Rings without input, output, clock or randomness: they run in a server, in a browser and in a test alike. */
export const pureRings = ['domain', 'simulator', 'connectors', 'protocol'];

/**
 * The only packages a ring may import, by name or by prefix (`svelte/…` is `svelte`, `$app/…` is `$app`).
 * A ring that is not named here may import any package but those of {@link forbiddenPackages}.
 */
export const allowedPackages = {
	domain: ['valibot', 'temporal-polyfill', '@datadog/sketches-js'],
	simulator: ['temporal-polyfill'],
	connectors: ['valibot'],
	protocol: ['valibot'],
	client: ['svelte', '$app', 'valibot'],
	ui: ['svelte', 'echarts', 'uqr']
};

/**
 * Packages a ring may never import. The server side also runs unbuilt on the command line, where no bundler
 * answers for `$app` and `$env`.
 */
export const forbiddenPackages = {
	server: ['$app', '$env', 'svelte', 'echarts'],
	cli: ['$app', '$env', 'svelte', 'echarts']
};

/** The only folder that may import `echarts`; everything else draws through its components. */
export const chartsFolder = 'src/lib/ui/charts/';

/**
 * Files of `src` outside the rings, first match wins: the page side of a route never sees the server,
 * the server side of a route never sees the browser.
 */
export const outsideRings = [
	{
		name: 'server side of a route',
		files: [
			'src/routes/**/+server.ts',
			'src/routes/**/+{page,layout}.server.ts',
			'src/hooks.server.ts',
			'src/app.d.ts'
		],
		pattern: /^src\/(?:routes\/(?:.*\/)?(?:\+server|\+(?:page|layout)\.server)|hooks\.server|app\.d)\.ts$/,
		mayImport: ['domain', 'simulator', 'connectors', 'protocol', 'server']
	},
	{
		name: 'page side of a route',
		files: ['src/routes/**/*.{ts,svelte}', 'src/hooks.client.ts', 'src/service-worker.ts'],
		pattern: /^src\/(?:routes\/.*\.(?:ts|svelte)|hooks\.client\.ts|service-worker\.ts)$/,
		mayImport: ['domain', 'protocol', 'client', 'ui']
	}
];

/**
 * Inside `domain` knowledge points one way too: a folder may import folders of its own layer and of those
 * before it. Only reports, which show closed intervals with the same arithmetic, may know `live`.
 */
export const domainLayers = [
	['time', 'statistics', 'access', 'reasons'],
	['contact', 'agent', 'settings', 'messages', 'annotations'],
	['metrics', 'satisfaction'],
	['norms', 'alarms', 'trends', 'staffing'],
	['live'],
	['reports']
];
