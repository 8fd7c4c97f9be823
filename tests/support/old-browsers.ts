import { Linter } from 'eslint';

/**
 * The oldest browser that pages are built for: that of television sets of 2022. What it does not know comes out in three ways: syntax
 * ends the whole script, a missing function ends what called it, and a style is ignored as if it were not written.
 */
export const OLDEST_CHROMIUM = 94;

/** Something that came to browsers later than {@link OLDEST_CHROMIUM}. */
export type TooNew = Readonly<{
	what: string;
	/** The Chromium that brought it. */
	since: number;
	/** A text that uses it, and that has to be found. */
	example: string;
}>;

/** Members that came later, by name; each name belongs to nothing else that pages call. */
const members: readonly (TooNew & Readonly<{ names: string }>)[] = [
	{ what: 'Array findLast', since: 97, names: 'findLast|findLastIndex', example: '[1].findLast(Boolean)' },
	{ what: 'Array copies', since: 110, names: 'toSorted|toReversed|toSpliced', example: '[2, 1].toSorted()' },
	{ what: 'Array fromAsync', since: 121, names: 'fromAsync', example: 'Array.fromAsync([])' },
	{ what: 'grouping', since: 117, names: 'groupBy', example: 'Object.groupBy([], String)' },
	{ what: 'Promise withResolvers', since: 119, names: 'withResolvers', example: 'Promise.withResolvers()' },
	{
		what: 'Set arithmetic',
		since: 122,
		names: 'symmetricDifference|isSubsetOf|isSupersetOf|isDisjointFrom',
		example: 'a.isSubsetOf(b)'
	},
	{ what: 'String well-formed', since: 111, names: 'isWellFormed|toWellFormed', example: "'a'.isWellFormed()" },
	{ what: 'URL canParse', since: 120, names: 'canParse', example: "URL.canParse('/')" },
	{ what: 'AbortSignal throwIfAborted', since: 100, names: 'throwIfAborted', example: 'signal.throwIfAborted()' },
	{ what: 'popover', since: 114, names: 'showPopover|hidePopover|togglePopover', example: 'menu.showPopover()' },
	{ what: 'view transition', since: 111, names: 'startViewTransition', example: 'document.startViewTransition(f)' },
	{ what: 'Element checkVisibility', since: 105, names: 'checkVisibility', example: 'element.checkVisibility()' },
	{ what: 'picker', since: 99, names: 'showPicker', example: 'input.showPicker()' },
	{ what: 'moving an element', since: 133, names: 'moveBefore', example: 'list.moveBefore(a, b)' },
	{ what: 'ranges of Intl', since: 106, names: 'formatRange|formatRangeToParts', example: 'format.formatRange(1, 2)' },
	{ what: 'Intl supportedValuesOf', since: 99, names: 'supportedValuesOf', example: "Intl.supportedValuesOf('unit')" },
	{ what: 'Intl DurationFormat', since: 129, names: 'DurationFormat', example: "new Intl.DurationFormat('nl')" },
	{ what: 'bytes as text', since: 140, names: 'fromBase64|toBase64|fromHex|toHex', example: 'bytes.toBase64()' }
];

/** Functions and members that share their name with others: told apart by what they are called on. */
const shapes: readonly (TooNew & Readonly<{ selector: string; source: RegExp }>)[] = [
	{
		what: 'structuredClone',
		since: 98,
		selector: "Identifier[name='structuredClone']",
		source: /\bstructuredClone\b/,
		example: 'structuredClone({})'
	},
	{
		what: 'AbortSignal timeout and any',
		since: 103,
		selector: "MemberExpression[object.name='AbortSignal'][property.name=/^(timeout|any)$/]",
		source: /\bAbortSignal\s*\.\s*(?:timeout|any)\b/,
		example: 'AbortSignal.timeout(5000)'
	},
	{
		what: 'Promise try',
		since: 128,
		selector: "MemberExpression[object.name='Promise'][property.name='try']",
		source: /\bPromise\s*\.\s*try\b/,
		example: 'Promise.try(f)'
	},
	{
		what: 'Response json',
		since: 105,
		selector: "MemberExpression[object.name='Response'][property.name='json']",
		source: /\bResponse\s*\.\s*json\b/,
		example: 'Response.json({})'
	},
	{
		what: 'URL parse',
		since: 126,
		selector: "MemberExpression[object.name='URL'][property.name='parse']",
		source: /\bURL\s*\.\s*parse\b/,
		example: "URL.parse('/')"
	},
	{
		what: 'iterator helpers',
		since: 122,
		selector:
			"MemberExpression[object.callee.property.name=/^(values|keys|entries)$/][property.name=/^(map|filter|take|drop|toArray|some|every|find|reduce|forEach|flatMap)$/][object.callee.object.name!='Object'][object.callee.object.name!='Array']",
		source:
			/(?<!\bObject|\bArray)\.(?:values|keys|entries)\(\)\s*\.\s*(?:map|filter|take|drop|toArray|some|every|find|reduce|forEach|flatMap)\b/,
		example: 'names.values().map(f)'
	}
];

/** Styles that came later. `harmless`: uses that an old browser may skip, because the same block says something as good before it. */
const styles: readonly (TooNew & Readonly<{ pattern: RegExp; harmless?: RegExp }>)[] = [
	{ what: ':has()', since: 105, pattern: /:has\(/, example: 'a:has(b) { color: red; }' },
	{
		what: 'container query',
		since: 105,
		pattern: /@container|\bcontainer(?:-type|-name)?\s*:/,
		example: '@container (width > 1px) {}'
	},
	{ what: 'container unit', since: 105, pattern: /\d(?:cqw|cqh|cqi|cqb|cqmin|cqmax)\b/, example: 'a { width: 1cqw; }' },
	{
		what: 'viewport unit of a phone',
		since: 108,
		pattern: /\d(?:dvh|svh|lvh|dvw|svw|lvw)\b/,
		harmless: /([\w-]+):\s*[\d.]+v[hw](?=[;}])[^}]*?\1:\s*[\d.]+[dsl]v[hw]/g,
		example: 'a { height: 100dvh; }'
	},
	{
		what: 'colour functions',
		since: 111,
		pattern: /\b(?:color-mix|oklch|oklab|lch|lab|color|light-dark)\(/,
		example: 'a { color: color-mix(in srgb, red, blue); }'
	},
	{ what: 'cascade layers', since: 99, pattern: /@layer\b/, example: '@layer base { a { color: red; } }' },
	{ what: 'nesting', since: 112, pattern: /[{;}]\s*&/, example: 'a { & b { color: red; } }' },
	{ what: 'subgrid', since: 117, pattern: /\bsubgrid\b/, example: 'a { grid-template-rows: subgrid; }' },
	{
		what: 'starting style',
		since: 117,
		pattern: /@starting-style\b/,
		example: '@starting-style { a { opacity: 0; } }'
	},
	{ what: 'scope', since: 118, pattern: /@scope\b/, example: '@scope (a) { b { color: red; } }' },
	{
		what: 'own transforms',
		since: 104,
		pattern: /[{;\s](?:translate|rotate|scale)\s*:/,
		example: 'a { translate: 1px; }'
	},
	{
		what: 'ranges in media queries',
		since: 104,
		pattern: /@media[^{]*\([^){]*[<>]/,
		example: '@media (width >= 1px) { a { color: red; } }'
	},
	{ what: 'new units of line', since: 109, pattern: /\d(?:lh|rlh|rex|rch|ric)\b/, example: 'a { height: 2lh; }' },
	{
		what: 'steps of rounding',
		since: 125,
		pattern: /[\s:(](?:round|mod|rem|abs|sign)\(/,
		example: 'a { width: round(1.5px, 1px); }'
	},
	{
		what: 'angles in calc',
		since: 111,
		pattern: /[\s:(](?:sin|cos|tan|pow|sqrt|hypot)\(/,
		example: 'a { width: calc(1px * sin(1)); }'
	},
	{
		what: 'states of forms and dialogs',
		since: 105,
		pattern: /:(?:modal|user-valid|user-invalid|popover-open|state\()/,
		example: 'a:modal { color: red; }'
	},
	{
		what: 'anchor positioning',
		since: 125,
		pattern: /\b(?:anchor-name|position-anchor|anchor\()/,
		example: 'a { anchor-name: --b; }'
	},
	{
		what: 'mask without prefix',
		since: 120,
		pattern: /[{;\s]mask(?:-image)?\s*:/,
		harmless: /-webkit-mask:[^;}]*;\s*mask:/g,
		example: 'a { mask: none; }'
	},
	{
		what: 'scrollbar colours',
		since: 121,
		pattern: /[{;\s]scrollbar-(?:color|width)\s*:/,
		example: 'a { scrollbar-width: thin; }'
	}
];

/** Everything that is looked for. */
export const tooNew: readonly TooNew[] = [...members, ...shapes, ...styles];
const isStyle = (found: TooNew): boolean => styles.some(({ what }) => what === found.what);

/** Names of what a script uses that came too late; the script is one that a browser is given, not a source. Syntax is parsed as of 2022. */
export function tooNewInScript(script: string): readonly string[] {
	const linter = new Linter();
	const restricted = [
		...members.map(({ what, names }) => ({
			selector: `MemberExpression[property.name=/^(${names})$/]`,
			message: what
		})),
		...shapes.map(({ what, selector }) => ({ selector, message: what }))
	];
	const messages = linter.verify(script, {
		languageOptions: { ecmaVersion: 2022, sourceType: 'module' },
		linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' },
		rules: { 'no-restricted-syntax': ['error', ...restricted] }
	});
	return messages.map(({ message, line, column }) => `${message} (${line}:${column})`);
}

/** Names of what a style uses that came too late. */
export function tooNewInStyle(style: string): readonly string[] {
	const text = style.replace(/\/\*[\s\S]*?\*\//g, '');
	return styles
		.filter(({ pattern, harmless }) => pattern.test(harmless === undefined ? text : text.replace(harmless, '')))
		.map(({ what, since }) => `${what} (Chromium ${since})`);
}

/** Names of what a source uses that came too late: TypeScript, or a component with both. It is read as text, comments left out. */
export function tooNewInSource(source: string): readonly string[] {
	const text = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
	const script = text.replace(/<style[\s\S]*?<\/style>/g, '');
	const named = members.filter(({ names }) => new RegExp(`\\.\\s*(?:${names})\\b`).test(script));
	const shaped = shapes.filter((shape) => shape.source.test(script));
	const styled = [...text.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].flatMap(([, style]) =>
		tooNewInStyle(style ?? '')
	);
	return [...[...named, ...shaped].map(({ what, since }) => `${what} (Chromium ${since})`), ...styled];
}

/** What a page's files of one kind use that came too late, for the example of an entry: nothing means that the entry finds nothing. */
export function foundInExample(entry: TooNew): readonly string[] {
	return isStyle(entry) ? tooNewInStyle(entry.example) : tooNewInScript(entry.example);
}

/** The same as a source would have it. */
export function foundInSourceExample(entry: TooNew): readonly string[] {
	return tooNewInSource(isStyle(entry) ? `<style>${entry.example}</style>` : entry.example);
}
