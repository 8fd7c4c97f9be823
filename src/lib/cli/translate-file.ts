import { type LineTranslator, rawLimit, type RejectedRecord, type Translation } from '#lib/connectors/connector.ts';
import { linesOf, longestLineBytes } from './lines-of.ts';
import { plainText } from './plain-text.ts';
import { Progress } from './progress.ts';

/** Set-aside lines that are printed; the rest are only counted. */
const printedRejections = 20;

/**
 * Reads a file line by line and gives what its lines come to. Says how far it is, names the first lines that it cannot read
 * on standard error, and at the end counts them all on standard output.
 * @param bytes the size of the file
 * @throws CommandError when the file cannot be read
 */
export async function* translationsOf(
	file: string,
	bytes: number,
	translator: LineTranslator
): AsyncGenerator<Translation> {
	const progress = new Progress(`Reading ${file}`);
	let setAside = 0;
	let cut = 0;
	const told = (translation: Translation): Translation => {
		for (const record of translation.rejected)
			if (setAside++ < printedRejections) console.error(`set aside: ${plainText(described(file, record))}`);
		return translation;
	};
	const onRead = (read: number): void => progress.at(`${Math.floor((read / Math.max(1, bytes)) * 100)} %`);
	for await (const [line, no, isCut] of linesOf(file, onRead)) {
		if (isCut) cut++;
		yield told(isCut ? tooLong(line, no) : translator.translate(line, no));
	}
	yield told(translator.finish());
	const { lines, repeated, skipped } = translator.counts;
	progress.done(`${lines + cut} lines`);
	if (setAside > printedRejections) console.error(`… and ${setAside - printedRejections} more were set aside`);
	console.log(`${lines + cut} lines read, ${setAside} set aside, ${repeated} repeated.`);
	const steppedOver = skipped.map(({ kind, count, reason }) => `  ${count} × ${kind}: ${reason}`);
	if (steppedOver.length > 0) console.log(`Stepped over:\n${steppedOver.join('\n')}`);
}

/** Where a record stands and what is wrong with it. */
export function described(file: string, { line, field, reason }: RejectedRecord): string {
	return `${file}, line ${line}${field === null ? '' : `, ${field}`}: ${reason}`;
}

function tooLong(line: string, no: number): Translation {
	const reason = `longer than ${longestLineBytes} bytes`;
	return { events: [], rejected: [{ line: no, field: null, reason, raw: line.slice(0, rawLimit) }] };
}
