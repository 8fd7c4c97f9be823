/** How the events lie in a request: one as JSON, an array of them, one a line, or one whose envelope is headers. */
export type ContentMode = 'structured' | 'batch' | 'lines' | 'binary';

const accepted =
	'application/cloudevents+json, application/cloudevents-batch+json, application/x-ndjson, or ce-* headers with application/json';

/**
 * Tells the mode from the Content-Type, as the HTTP binding of CloudEvents says.
 * @returns the mode, or the reason why this content is not taken
 */
export function contentMode(
	contentType: string | null,
	hasEventHeaders: boolean
): ContentMode | Readonly<{ reason: string }> {
	const [mediaType = '', ...parameters] = (contentType ?? '').toLowerCase().split(';');
	const charset = parameters
		.map((parameter) => /^\s*charset\s*=\s*"?([^"\s]*)"?\s*$/.exec(parameter)?.[1])
		.find(Boolean);
	if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8' && charset !== 'us-ascii') {
		return { reason: 'content-type: the charset must be utf-8' };
	}
	const kind = mediaType.trim();
	if (kind === 'application/cloudevents+json') return 'structured';
	if (kind === 'application/cloudevents-batch+json') return 'batch';
	if (kind === 'application/x-ndjson' || kind === 'application/ndjson') return 'lines';
	const isJson = kind === '' || kind === 'application/json' || /^application\/[a-z0-9.-]+\+json$/.test(kind);
	if (hasEventHeaders && isJson && !kind.startsWith('application/cloudevents')) return 'binary';
	return { reason: `content-type: must be ${accepted}` };
}
