import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import {
	allowedPackages,
	chartsFolder,
	forbiddenPackages,
	mayImport,
	outsideRings,
	pureRings,
	rings
} from './import-boundaries.js';

const tests = ['**/*.test.ts', 'tests/**/*.ts'];
const sources = ['src/**/*.{ts,svelte}', 'tests/**/*.ts', '*.ts'];

/** An import of one of `names` through `#lib/`, `$lib/` or any chain of `../`. */
function ringImport(names) {
	return `(?:^|/)(?:[#$]lib|\\.\\.)/(?:\\.\\./)*(?:src/)?(?:lib/)?(?:${names.join('|')})(?:/|$)`;
}

/** An import of one of the packages, or of anything below them. */
function packageImport(names) {
	return `^(?:${names.map(escaped).join('|')})(?:/|$)`;
}

function escaped(text) {
	return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** What no file of `src` may import, whoever it is. */
const houseRules = [
	{ regex: '^\\$lib(?:/|$)', message: 'write #lib/…: it also resolves without a bundler' },
	{
		regex: '^(?:\\.|#lib/)(?!.*\\.(?:ts|js|mjs|svelte|css|html|json|svg|png|woff2)(?:\\?\\w+)?$)(?!.*/\\$types$)',
		message: 'name the file with its extension: Node runs these sources as they are'
	},
	{ regex: '\\.test\\.ts$', message: 'a test is imported by nobody' }
];

/** The arrows of one ring, or of one side of a route: one list, used for static and for dynamic imports. */
function arrowsOf(name, allowed, ring) {
	const strangers = rings.filter((other) => other !== ring && !allowed.includes(other));
	const patterns = [
		...houseRules,
		{
			regex: ringImport(strangers),
			message: `${name} may import only: ${[ring, ...allowed].filter(Boolean).join(', ')}`
		}
	];
	if (ring && allowedPackages[ring]) {
		const own = [...allowedPackages[ring].map(escaped), '#lib'].join('|');
		const message = `${name} may import only these packages: ${allowedPackages[ring].join(', ') || 'none'}`;
		patterns.push({ regex: `^(?!(?:${own})(?:/|$)|\\.)`, message });
	}
	if (ring && forbiddenPackages[ring]) {
		patterns.push({ regex: packageImport(forbiddenPackages[ring]), message: `${name} also runs without a bundler` });
	}
	return patterns;
}

/** `no-restricted-imports` sees static imports only: the same patterns for `import(…)` and `import('…')` types. */
function dynamicImports(patterns) {
	return patterns.flatMap(({ regex, message }) => {
		const pattern = `/${regex.replaceAll('/', '\\u002F')}/`;
		return [
			{ selector: `ImportExpression[source.value=${pattern}]`, message },
			{ selector: `TSImportType[source.value=${pattern}]`, message }
		];
	});
}

/** Time, chance and the world come in as arguments. */
const impureGlobals = [
	...['fetch', 'process', 'window', 'document', 'navigator', 'location', 'localStorage', 'sessionStorage', 'indexedDB'],
	...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'requestAnimationFrame', 'performance', 'crypto'],
	...['console', 'globalThis', 'EventSource', 'WebSocket', 'XMLHttpRequest', 'Buffer', 'require', '__dirname']
];
const impureProperties = [
	{ object: 'Date', property: 'now', message: 'pass the time in' },
	{ object: 'Math', property: 'random', message: 'pass the randomness in' },
	{ object: 'Temporal', property: 'Now', message: 'pass the time in' }
];
const impureSyntax = [
	{ selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'pass the time in' },
	{ selector: "CallExpression[callee.name='Date']", message: 'pass the time in' }
];
const houseSyntax = [
	{ selector: 'TSEnumDeclaration', message: 'a union of literals: Node strips types, it does not compile them' },
	{ selector: 'ExportAllDeclaration', message: 'import the file itself: no barrels' }
];

/** One entry a ring: two entries that set the same rule for a file would replace each other. */
const ringRules = rings.map((ring) => {
	const pure = pureRings.includes(ring);
	const patterns = arrowsOf(`lib/${ring}`, mayImport[ring], ring);
	return {
		name: `bereik/${ring}`,
		files: [`src/lib/${ring}/**/*.{ts,svelte}`],
		ignores: tests,
		rules: {
			'no-restricted-imports': ['error', { patterns }],
			'no-restricted-syntax': ['error', ...houseSyntax, ...dynamicImports(patterns), ...(pure ? impureSyntax : [])],
			...(pure && {
				'no-restricted-globals': ['error', ...impureGlobals],
				'no-restricted-properties': ['error', ...impureProperties]
			})
		}
	};
});

const [serverSide, pageSide] = outsideRings;
const serverSidePatterns = arrowsOf(serverSide.name, serverSide.mayImport);
const echartsOnlyInCharts = { regex: packageImport(['echarts']), message: 'only lib/ui/charts draws with echarts' };
const uiPatterns = [...arrowsOf('lib/ui', mayImport.ui, 'ui'), echartsOnlyInCharts];
const pageSidePatterns = [
	...arrowsOf(pageSide.name, pageSide.mayImport),
	echartsOnlyInCharts,
	{ regex: '^node:', message: 'a page runs in a browser' }
];

function boundary(name, files, ignores, patterns) {
	return {
		name: `bereik/${name}`,
		files: [...files],
		ignores: [...tests, ...ignores],
		rules: {
			'no-restricted-imports': ['error', { patterns }],
			'no-restricted-syntax': ['error', ...houseSyntax, ...dynamicImports(patterns)]
		}
	};
}

export default defineConfig(
	{ ignores: ['build/', '.svelte-kit/', 'node_modules/', 'data/', 'test-output/', 'coverage/', 'drizzle/'] },
	{ linterOptions: { reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error' } },
	js.configs.recommended,
	{ files: ['**/*.{js,mjs}'], languageOptions: { globals: globals.node } },
	{ files: sources, extends: [tseslint.configs.strict, svelte.configs.recommended] },
	{
		name: 'bereik/typescript',
		files: sources,
		languageOptions: {
			globals: { ...globals.browser, ...globals.node },
			parserOptions: { extraFileExtensions: ['.svelte'], projectService: true, tsconfigRootDir: import.meta.dirname }
		},
		rules: {
			'no-undef': 'off', // the type checker knows better
			'no-restricted-syntax': ['error', ...houseSyntax],
			'@typescript-eslint/ban-ts-comment': [
				'error',
				{ 'ts-ignore': true, 'ts-expect-error': 'allow-with-description' }
			],
			'@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
			'@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
			'@typescript-eslint/no-dynamic-delete': 'off', // records keyed by queue are ours to edit
			'@typescript-eslint/await-thenable': 'error',
			'@typescript-eslint/no-floating-promises': 'error',
			'@typescript-eslint/no-misused-promises': 'error',
			'@typescript-eslint/no-unnecessary-type-assertion': 'error',
			'@typescript-eslint/only-throw-error': 'error',
			'@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }]
		}
	},
	{ files: ['src/**/*.svelte', 'src/**/*.svelte.ts'], languageOptions: { parserOptions: { parser: tseslint.parser } } },
	{
		name: 'bereik/size and manners',
		files: ['**/*.{ts,svelte,js,mjs}'],
		rules: {
			eqeqeq: ['error', 'always'],
			'max-lines': ['error', { max: 300 }],
			'no-console': 'off',
			'no-restricted-imports': ['error', { patterns: houseRules }],
			'no-var': 'error',
			'prefer-const': 'error'
		}
	},
	{ files: ['**/*.svelte'], rules: { 'prefer-const': 'off', 'svelte/prefer-const': 'error' } },
	// A page resolves the addresses and hands them down: components know nothing of the router.
	{ files: ['src/lib/ui/**/*.svelte'], rules: { 'svelte/no-navigation-without-resolve': 'off' } },
	{ files: tests, rules: { 'max-lines': ['error', { max: 400 }] } },
	{ files: ['src/**/*.{ts,svelte}'], ignores: ['src/lib/cli/**', ...tests], rules: { 'no-console': 'error' } },
	...ringRules,
	boundary('ui outside charts', ['src/lib/ui/**/*.{ts,svelte}'], [`${chartsFolder}**`], uiPatterns),
	boundary(pageSide.name, pageSide.files, serverSide.files, pageSidePatterns),
	boundary(serverSide.name, serverSide.files, [], serverSidePatterns)
);
