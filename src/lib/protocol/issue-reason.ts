import type * as v from 'valibot';

/** Field and cause of one failed check of an event's `data`, in our own words: `data.queue: missing`. */
export function issueReason(issue: v.BaseIssue<unknown>): string {
	return `${fieldName(issue)}: ${cause(issue)}`;
}

function fieldName(issue: v.BaseIssue<unknown>): string {
	let name = 'data';
	for (const { key } of issue.path ?? []) name += typeof key === 'number' ? `[${key}]` : `.${String(key)}`;
	return name;
}

function cause(issue: v.BaseIssue<unknown>): string {
	if (issue.received === 'undefined') return 'missing';
	const { requirement } = issue;
	switch (issue.type) {
		case 'string':
			return 'must be a string';
		case 'boolean':
			return 'must be true or false';
		case 'number':
		case 'finite':
			return 'must be a number';
		case 'integer':
			return 'must be a whole number';
		case 'array':
			return 'must be an array';
		case 'object':
			return 'must be an object';
		case 'picklist':
			return `must be one of ${issue.expected?.replaceAll(/[()"]/g, '').replaceAll(' | ', ', ')}`;
		case 'min_length':
			return 'must not be empty';
		case 'max_length':
			return Array.isArray(issue.input) ? `more than ${requirement} entries` : `longer than ${requirement} characters`;
		case 'min_value':
			return `must be at least ${requirement}`;
		case 'max_value':
			return `must be at most ${requirement}`;
		default:
			return issue.message;
	}
}
