/** A measured value. */
export type Sample = Readonly<{ name: string; labels: Readonly<Record<string, string>>; value: number }>;
/** What a text in the format of Prometheus says. */
export type Exposition = Readonly<{
	help: ReadonlyMap<string, string>;
	types: ReadonlyMap<string, string>;
	samples: readonly Sample[];
}>;

/** Reads the text strictly. @throws Error at the first line that is none of the format */
export function readPrometheus(text: string): Exposition {
	const help = new Map<string, string>();
	const types = new Map<string, string>();
	const samples: Sample[] = [];
	if (!text.endsWith('\n')) throw new Error('the last line has no end');
	for (const line of text.split('\n').filter((one) => one !== '')) {
		const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) ([a-zA-Z_:][\w:]*) (.*)$/.exec(line) ?? [];
		if (kind === 'HELP') help.set(name, rest);
		else if (kind === 'TYPE') types.set(name, rest);
		else samples.push(readSample(line));
	}
	return { help, types, samples };
}

function readSample(line: string): Sample {
	const [, name, labelText = '', value = ''] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
	if (name === undefined) throw new Error(`this is no sample: ${line}`);
	const labels = Object.fromEntries(
		[...labelText.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"(?:,|$)/g)].map(([, label = '', text = '']) => [
			label,
			text
		])
	);
	const number = value === '+Inf' ? Infinity : value === 'Nan' || value === 'NaN' ? NaN : Number(value);
	if (Number.isNaN(number) && !/^nan$/i.test(value)) throw new Error(`${value} is no number: ${line}`);
	return { name, labels, value: number };
}

/** Labels that may be, with what each may say; whatever identifies somebody is not among them. */
const allowedLabels: Readonly<Record<string, RegExp>> = {
	source: /^[\w .:-]{1,100}$/,
	outcome: /^(?:stored|duplicate|conflict|rejected)$/,
	view: /^(?:now|board|phone)$/,
	file: /^(?:log|views)(?:-wal)?$/,
	version: /^v?[\w.-]+$/,
	build: /^[\w.-]+$/,
	le: /^[\d.+eInf]+$/,
	// Of Node itself.
	type: /^\w+$/,
	space: /^\w+$/,
	kind: /^\w+$/,
	major: /^\d+$/,
	minor: /^\d+$/,
	patch: /^\d+$/
};

/** What is not as Prometheus asks for, or says more than it may; one sentence each. */
export function faultsOf(text: string): string[] {
	const { help, types, samples } = readPrometheus(text);
	const faults: string[] = [];
	for (const [name, type] of types) {
		if ((help.get(name) ?? '').length < 10) faults.push(`${name}: has no words`);
		if (!name.startsWith('bereik_')) continue;
		if (type === 'counter' && !name.endsWith('_total')) faults.push(`${name}: a counter ends in _total`);
		if (type === 'histogram' && !/_(?:seconds|bytes)$/.test(name)) faults.push(`${name}: has no unit`);
		if (/(?:_ms|_millis|_kb|_mb|_percent)(?:_|$)/.test(name)) faults.push(`${name}: is not in a base unit`);
	}
	for (const { name, labels } of samples) {
		const family = name.replace(/_(?:bucket|sum|count)$/, '');
		if (!types.has(name) && !types.has(family)) faults.push(`${name}: has no type`);
		for (const [label, said] of Object.entries(labels))
			if (allowedLabels[label]?.test(said) !== true) faults.push(`${name}: label ${label} says ${said}`);
	}
	const [first] = samples.filter((one, at) => samples.findIndex((other) => sameSeries(one, other)) !== at);
	if (first !== undefined) faults.push(`${first.name}: appears twice`);
	return faults;
}

function sameSeries(a: Sample, b: Sample): boolean {
	return a.name === b.name && JSON.stringify(a.labels) === JSON.stringify(b.labels);
}

/** The value of one series; null where there is none. */
export function valueOf(text: string, name: string, labels: Readonly<Record<string, string>> = {}): number | null {
	const found = readPrometheus(text).samples.find(
		(sample) => sample.name === name && Object.entries(labels).every(([label, said]) => sample.labels[label] === said)
	);
	return found?.value ?? null;
}
